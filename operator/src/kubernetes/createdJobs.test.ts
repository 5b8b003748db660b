import { expect, test } from '@jest/globals';
import { createCreatedJobs } from './createdJobs.ts';
import type { RunnerJob } from './runnerJob.ts';

function aRunnerJob(uid: string, ownerUid = 'owner'): RunnerJob {
  return {
    namespace: 'team-a',
    name: uid,
    uid,
    resourceVersion: '1',
    owner: { namespace: 'team-a', name: 'nightly', uid: ownerUid },
    attempt: 1,
    parallelism: 1,
    createdAt: 0,
    podsDueSince: 0,
    suspended: false,
    inQueue: false,
    deleting: false,
    succeeded: 0,
    failed: 0,
    end: undefined,
  };
}

function open() {
  let now = 1_000;
  const created = createCreatedJobs(() => now);
  const pass = (ms: number): void => {
    now += ms;
  };
  return { created, pass, namesOf: (owner = 'owner') => created.of(owner).map(({ uid }) => uid) };
}

test('each is known to its owner until the watch has told of it', () => {
  const { created, namesOf } = open();
  created.remember(aRunnerJob('a'));
  created.remember(aRunnerJob('b'));
  created.remember(aRunnerJob('c', 'another'));
  created.shown('a');
  expect([namesOf(), namesOf('another')]).toEqual([['b'], ['c']]);
});

test('one that the watch never tells of is forgotten after half a minute', () => {
  const { created, pass, namesOf } = open();
  created.remember(aRunnerJob('a'));
  pass(20_000);
  created.remember(aRunnerJob('b'));
  pass(10_000);
  expect(namesOf()).toEqual(['b']);
});

test('those of an owner are forgotten together', () => {
  const { created, namesOf } = open();
  created.remember(aRunnerJob('a'));
  created.remember(aRunnerJob('b'));
  created.remember(aRunnerJob('c', 'another'));
  created.forgetOwner('owner');
  expect([namesOf(), namesOf('another')]).toEqual([[], ['c']]);
});
