import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SqlLintJob } from '../resource/sqlLintJob.ts';
import { jobIdLabel, jobIdOf } from './identity.ts';
import { isJobId, isTaskId, jobIdOfUid, newJobId, taskIdOf } from './ids.ts';
import { isTerminalPhase, isTerminalStatus, jobPhases, jobStatusOf } from './states.ts';

describe('job and task ids', () => {
  test('a new job id is recognised, and two are never equal', () => {
    expect(isJobId(newJobId())).toBe(true);
    expect(newJobId()).not.toBe(newJobId());
  });

  test.each([
    '',
    'job-',
    'job-1',
    'JOB-6d0f0b0e-5a0c-4c0f-9d0e-3f0f6b7a1c55',
    'task-6d0f0b0e-5a0c-4c0f-9d0e-3f0f6b7a1c55',
    'job-6d0f0b0e-5a0c-4c0f-9d0e-3f0f6b7a1c55\n',
  ])('%j is not a job id', (text) => {
    expect(isJobId(text)).toBe(false);
  });

  test('task ids are the same for the same entry and differ between entries and jobs', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.nat(100_000), fc.nat(100_000), (one, other, index, next) => {
        const job = jobIdOfUid(one);
        expect(taskIdOf(job, index)).toBe(taskIdOf(job, index));
        expect(isTaskId(taskIdOf(job, index))).toBe(true);
        if (index !== next) expect(taskIdOf(job, index)).not.toBe(taskIdOf(job, next));
        if (one !== other) expect(taskIdOf(job, index)).not.toBe(taskIdOf(jobIdOfUid(other), index));
      }),
    );
  });

  test('a task id is a UUIDv5', () => {
    expect(taskIdOf(newJobId(), 0)).toMatch(
      /^task-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});

describe('jobIdOf', () => {
  const uid = '0b0e6d0f-5a0c-4c0f-9d0e-3f0f6b7a1c55';
  const resource = (name: string, labels?: Record<string, string>): SqlLintJob =>
    ({ metadata: { name, namespace: 'default', uid, ...(labels ? { labels } : {}) } }) as unknown as SqlLintJob;

  test('is the name for a resource that the gateway made', () => {
    const name = newJobId();
    expect(jobIdOf(resource(name, { [jobIdLabel]: name }))).toBe(name);
  });

  test('is the uid for a resource that someone applied, whatever it is called', () => {
    expect(jobIdOf(resource('nightly'))).toBe(`job-${uid}`);
    expect(jobIdOf(resource(newJobId()))).toBe(`job-${uid}`);
  });
});

test('phase and HTTP status agree about what is terminal', () => {
  for (const phase of jobPhases) expect(isTerminalStatus(jobStatusOf(phase))).toBe(isTerminalPhase(phase));
});
