import { expect, test } from '@jest/globals';
import { createResumptions } from './resumptions.ts';
import type { RunnerJob } from './runnerJob.ts';

const owner = { namespace: 'team-a', name: 'nightly', uid: 'uid-1' };
const job: RunnerJob = {
  namespace: 'team-a',
  name: 'nightly-1',
  uid: 'uid-2',
  resourceVersion: '1',
  owner,
  attempt: 1,
  parallelism: 1,
  createdAt: 1_000,
  podsDueSince: undefined,
  suspended: false,
  inQueue: true,
  deleting: false,
  succeeded: 0,
  failed: 0,
  end: undefined,
};

const suspended = { suspended: true };
const begun = { podsDueSince: 8_000 };
const ended = { end: { complete: true, reason: 'Complete', message: '' } };

test.each<
  [string, readonly (readonly [number, Partial<RunnerJob> | 'gone'])[], Partial<RunnerJob>, number | undefined]
>([
  ['a Job that waits has none due', [[2_000, suspended]], suspended, undefined],
  [
    'one that was let go has them due since it was first seen so',
    [
      [2_000, suspended],
      [5_000, {}],
      [6_000, { succeeded: 0 }],
    ],
    {},
    5_000,
  ],
  ['so has one that nobody saw waiting', [[5_000, {}]], {}, 5_000],
  [
    'what the Job controller says is later',
    [
      [5_000, {}],
      [9_000, begun],
    ],
    begun,
    8_000,
  ],
  [
    'a second wait makes the first one old',
    [
      [5_000, {}],
      [6_000, suspended],
      [7_000, {}],
    ],
    {},
    7_000,
  ],
  [
    'a parallelism of 0 that was raised counts like a wait',
    [
      [9_000, { ...begun, parallelism: 0 }],
      [10_000, begun],
    ],
    begun,
    10_000,
  ],
  ['one that never waited is as the API says', [[9_000, begun]], begun, 8_000],
  [
    'one that went is forgotten',
    [
      [5_000, {}],
      [6_000, 'gone'],
    ],
    {},
    undefined,
  ],
  [
    'one that ended too',
    [
      [5_000, {}],
      [6_000, ended],
    ],
    ended,
    undefined,
  ],
])('%s', (_what, events, last, podsDueSince) => {
  let now = 0;
  const resumptions = createResumptions(() => now);
  for (const [at, change] of events) {
    now = at;
    if (change === 'gone') resumptions.apply({ type: 'gone', ref: owner, uid: job.uid });
    else resumptions.apply({ type: 'present', object: { ...job, ...change } });
  }
  expect(resumptions.complete({ ...job, ...last }).podsDueSince).toBe(podsDueSince);
});
