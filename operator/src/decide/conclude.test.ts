import { describe, expect, test } from '@jest/globals';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import { noViolations } from '@sqllint/core/profile/severity';
import type { JobRecord, TaskCounts } from '@sqllint/core/store/types';
import { aJob } from '../../test/jobs.ts';
import { ago, inShort, now } from '../../test/situations.ts';
import { conclude } from './conclude.ts';
import { recordedStatus } from './finishedStatus.ts';
import type { Ending } from './types.ts';

const clean = noViolations;
const critical = { ...noViolations, critical: 1 };
const done: Ending = { kind: 'TasksDone' };
const runnerFailed: Ending = { kind: 'RunnerFailed', reason: 'BackoffLimitExceeded', message: 'The runners failed.' };

describe('how a job ends', () => {
  const cases = [
    ['all files clean', done, { succeeded: 2 }, clean, 'COMPLETED', 'Passed', null, 'Complete=True/Completed'],
    [
      'a critical violation',
      done,
      { succeeded: 2 },
      critical,
      'COMPLETED',
      'Rejected',
      null,
      'Complete=True/Completed',
    ],
    [
      'one file not analysed',
      done,
      { succeeded: 1, failed: 1 },
      clean,
      'PARTIALLY_COMPLETED',
      'Rejected',
      '1 of 2 files were analysed, 1 could not be.',
      'Complete=True/PartiallyCompleted',
    ],
    [
      'no file analysed',
      done,
      { failed: 1 },
      clean,
      'FAILED',
      'Rejected',
      '0 of 1 file was analysed, 1 could not be.',
      'Failed=True/NoFileAnalysed',
    ],
    [
      'cancelled',
      { kind: 'Cancelled' },
      { succeeded: 1, failed: 1 },
      clean,
      'CANCELLED',
      null,
      'The job was cancelled.',
      'Failed=True/Cancelled',
    ],
    [
      'the deadline, with all listed files analysed, before the source was read to its end',
      { kind: 'DeadlineExceeded' },
      { succeeded: 2 },
      clean,
      'PARTIALLY_COMPLETED',
      'Passed',
      'The job took longer than its deadline. 2 of 2 files were analysed.',
      'Complete=True/DeadlineExceeded',
    ],
    [
      'runners that failed before any file was listed',
      runnerFailed,
      {},
      clean,
      'FAILED',
      'Rejected',
      'The runners failed.',
      'Failed=True/BackoffLimitExceeded',
    ],
    [
      'an empty archive',
      { kind: 'SourceFailed', reason: 'SourceEmpty', message: 'There is no SQL file in it.' },
      {},
      clean,
      'FAILED',
      'Rejected',
      'There is no SQL file in it.',
      'Failed=True/SourceEmpty',
    ],
  ] as const satisfies readonly (readonly [string, Ending, Partial<TaskCounts>, ...unknown[]])[];

  test.each(cases)('%s', (_, ending, tasks, violations, status, verdict, errorMessage, condition) => {
    const final = { tasks: counts(tasks), violations, gate: defaultProfile.gate, warnings: [] };
    const conclusion = conclude(aJob(), ending, final, now);
    expect(conclusion.outcome).toEqual({ status, verdict, errorMessage });
    expect(inShort(conclusion.status)).toContain(condition);
    expect(conclusion.status.verdict ?? null).toBe(verdict);
    expect(conclusion.status.completionTime).toBe(ago(0));
  });
});

test('a file that failed is forgiven by a gate that allows it', () => {
  const gate = { maxViolations: {}, maxFailedFiles: 1 };
  const final = { tasks: counts({ succeeded: 1, failed: 1 }), violations: critical, gate, warnings: [] };
  expect(conclude(aJob(), done, final, now).outcome).toMatchObject({
    status: 'PARTIALLY_COMPLETED',
    verdict: 'Passed',
  });
});

test('a job of which nothing could be analysed is rejected whatever its gate allows', () => {
  const final = {
    tasks: counts({ failed: 1 }),
    violations: clean,
    gate: { maxViolations: {}, maxFailedFiles: 9 },
    warnings: [],
  };
  expect(conclude(aJob(), done, final, now).outcome.verdict).toBe('Rejected');
});

test('what the cluster and the runner said stays out of the message that callers get', () => {
  const ending: Ending = { ...runnerFailed, detail: 'pod a: OOMKilled', lastWords: 'connect ECONNREFUSED 10.0.0.7' };
  const final = { tasks: counts({}), violations: clean, gate: defaultProfile.gate, warnings: [] };
  const { outcome, status } = conclude(aJob(), ending, final, now);
  expect(outcome.errorMessage).toBe('The runners failed.');
  expect(status.conditions?.at(-1)?.message).toBe('The runners failed. (pod a: OOMKilled)');
  expect(JSON.stringify(status)).not.toContain('ECONNREFUSED');
});

test('a job that was settled at once started when it was finished, as its row says', () => {
  const final = { tasks: counts({ succeeded: 1 }), violations: clean, gate: defaultProfile.gate, warnings: [] };
  expect(conclude(aJob(), done, final, now).status).toMatchObject({ startTime: ago(0), completionTime: ago(0) });
});

test.each(['InvalidProfile', 'ProfileNotFound'] as const)(
  'a profile that is refused (%s) takes the acceptance back',
  (reason) => {
    const final = { tasks: counts({}), violations: clean, gate: defaultProfile.gate, warnings: [] };
    const { status } = conclude(aJob(), { kind: 'InvalidProfile', reason, message: 'no such dialect' }, final, now);
    expect(inShort(status)).toEqual([`Accepted=False/${reason}`, 'Queued=False/Finished', `Failed=True/${reason}`]);
  },
);

describe('settings that were refused', () => {
  const conditionFor = (warnings: readonly string[]) => {
    const final = { tasks: counts({ succeeded: 1 }), violations: clean, gate: defaultProfile.gate, warnings };
    return conclude(aJob(), done, final, now).status.conditions?.find(({ type }) => type === 'Warnings');
  };

  test.each<[string, readonly string[], string | RegExp]>([
    ['one', ['One is refused.'], /^One is refused\.$/],
    ['two', ['One.', 'Two.'], /^One\. Two\.$/],
    ['many', Array.from({ length: 101 }, () => 'x'.repeat(499)), /^x{499} x{499} \(99 more\)$/],
  ])('are told in a condition: %s', (_, warnings, message) => {
    const condition = conditionFor(warnings);
    expect(condition).toMatchObject({ status: 'True', reason: 'SettingsRefused' });
    expect(condition?.message).toMatch(message);
    expect(condition?.message.length).toBeLessThan(1024);
  });

  test('leave no condition where there are none', () => {
    expect(conditionFor([])).toBeUndefined();
  });
});

test('an end from the database is shown as it was stored', () => {
  const record = {
    status: 'FAILED',
    verdict: 'Rejected',
    errorMessage: 'a.zip is not there.',
    sourceErrorReason: 'SourceMissing',
    warnings: ['.sqlfluff: No.'] as readonly string[],
    finishedAt: now - 5_000,
    updatedAt: now,
  } as JobRecord;
  const status = recordedStatus(aJob(), record, clean);
  expect(status).toMatchObject({ phase: 'Failed', verdict: 'Rejected', completionTime: ago(5_000) });
  expect(inShort(status)).toContain('Failed=True/SourceMissing');
  expect(inShort(status)).toContain('Warnings=True/SettingsRefused');
});

function counts(tasks: Partial<TaskCounts>): TaskCounts {
  const { succeeded = 0, failed = 0 } = tasks;
  return { total: succeeded + failed, pending: 0, inProgress: 0, cached: 0, succeeded, failed };
}
