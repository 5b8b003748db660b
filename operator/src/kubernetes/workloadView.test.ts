import { describe, expect, test } from '@jest/globals';
import { now } from '../../test/situations.ts';
import type { PodRefusal } from './podRefusals.ts';
import type { RunnerJob } from './runnerJob.ts';
import type { RunnerPod } from './runnerPod.ts';
import { lacksPods, workloadView } from './workloadView.ts';

const owner = { namespace: 'team-a', name: 'nightly', uid: 'uid-1' };

function aRunnerJob(parts: Partial<RunnerJob> = {}): RunnerJob {
  return {
    namespace: 'team-a',
    name: 'nightly-1',
    uid: 'uid-2',
    resourceVersion: '1',
    owner,
    attempt: 1,
    parallelism: 1,
    createdAt: now - 10_000,
    podsDueSince: now - 10_000,
    suspended: false,
    inQueue: false,
    deleting: false,
    succeeded: 0,
    failed: 0,
    end: undefined,
    ...parts,
  };
}

function aPod(parts: Partial<RunnerPod> = {}): RunnerPod {
  return {
    namespace: 'team-a',
    name: 'nightly-1-a',
    uid: 'uid-3',
    resourceVersion: '1',
    owner,
    attempt: 1,
    phase: 'Running',
    goneBy: undefined,
    placedAt: now - 9_000,
    trouble: undefined,
    failure: undefined,
    ...parts,
  };
}

function failed(reason: string, msAgo: number, deleted = false): Partial<RunnerPod> {
  const failure = { reason, at: now - msAgo, deleted, publicMessage: `${reason}.`, detail: reason };
  return { phase: 'Failed', failure };
}

describe('a Job without a pod', () => {
  const quota: PodRefusal = { message: 'pods "nightly-1-*" is forbidden: exceeded quota: small', at: now - 9_000 };

  test.each<[string, PodRefusal | undefined, Partial<RunnerJob>, readonly Partial<RunnerPod>[], object[]]>([
    ['a quota is a queue', quota, {}, [], [{ kind: 'noRoom', reason: 'QuotaExceeded', since: now - 10_000 }]],
    [
      'a policy is not',
      { message: "ValidatingAdmissionPolicy 'x' with binding 'y' denied request: no", at: now },
      {},
      [],
      [{ kind: 'broken', reason: 'RunnerForbidden' }],
    ],
    [
      'a webhook that does not answer',
      { message: 'Internal error occurred: failed calling webhook "x"', at: now },
      {},
      [],
      [{ kind: 'broken', reason: 'WebhookUnavailable' }],
    ],
    ['anything else', { message: 'no', at: now }, {}, [], [{ kind: 'broken', reason: 'FailedCreate', message: 'no' }]],
    ['without a word it is given a minute', undefined, {}, [], []],
    [
      'and then said to have none',
      undefined,
      { podsDueSince: now - 60_000 },
      [],
      [{ kind: 'slow', reason: 'NoPod', since: now - 60_000 }],
    ],
    ['a pod that runs makes all of this old', quota, {}, [{}], []],
    ['so does one that is about to leave', quota, {}, [{ goneBy: now + 5_000 }], []],
    ['what was said before the last pod ended is old', quota, {}, [failed('Evicted', 5_000)], []],
    [
      'what was said after it is not',
      { ...quota, at: now - 2_000 },
      {},
      [failed('Evicted', 5_000)],
      [{ kind: 'noRoom', reason: 'QuotaExceeded', since: now - 5_000 }],
    ],
    ['a suspended Job should have none', quota, { suspended: true }, [], []],
    ['nor should one for which nobody may run', quota, { parallelism: 0 }, [], []],
  ])('%s', (_what, refusal, job, pods, troubles) => {
    expect(workloadView(aRunnerJob(job), pods.map(aPod), now, refusal).troubles).toMatchObject(troubles);
    if (troubles.length > 0) expect(lacksPods(aRunnerJob(job), pods.map(aPod), now)).toBe(true);
  });

  test('is given a moment before its events are read', () => {
    expect(lacksPods(aRunnerJob({ podsDueSince: now - 999 }), [], now)).toBe(false);
    expect(lacksPods(aRunnerJob({ podsDueSince: now - 1_000 }), [], now)).toBe(true);
  });
});

test('a Job that a queue lets start after a long wait is not late', () => {
  const resumed = aRunnerJob({ createdAt: now - 20 * 60_000, podsDueSince: undefined, inQueue: true });
  expect(lacksPods(resumed, [], now)).toBe(false);
  expect(workloadView(resumed, [], now)).toMatchObject({ state: 'pending', troubles: [] });
});

describe('pods that are being deleted', () => {
  test.each<[string, readonly Partial<RunnerPod>[], string]>([
    ['a pod in its grace period may still leave', [{ goneBy: now + 5_000 }], 'pending'],
    ['one that is a little late too', [{ goneBy: now - 59_999 }], 'pending'],
    ['one that does not leave is lost', [{ goneBy: now - 60_000 }], 'lost'],
    ['all of several', [{ goneBy: now - 60_000 }, { goneBy: now - 90_000 }, failed('Error', 0)], 'lost'],
    ['not while another runs', [{ goneBy: now - 60_000 }, {}], 'running'],
    ['nor while another starts', [{ goneBy: now - 60_000 }, { phase: 'Pending' }], 'pending'],
    [
      'one that ended and waits to be removed is not lost',
      [{ ...failed('Error', 0), goneBy: now - 60_000 }],
      'pending',
    ],
  ])('%s', (_what, pods, state) => {
    const view = workloadView(aRunnerJob(), pods.map(aPod), now);
    expect(view.state).toBe(state);
    expect(view.reason === 'NodeLost').toBe(state === 'lost');
  });
});

test('a pod that was deleted with its Job does not hide why the Job failed', () => {
  const end = { complete: false, reason: 'BackoffLimitExceeded', message: '' };
  const pods = [failed('OOMKilled', 9_000), failed('Deleted', 1_000, true)].map(aPod);
  expect(workloadView(aRunnerJob({ end }), pods, now)).toMatchObject({
    state: 'failed',
    reason: 'BackoffLimitExceeded',
    failure: { detail: 'OOMKilled' },
  });
});
