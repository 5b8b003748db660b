import { expect, test } from '@jest/globals';
import { describePlace } from './describePlace.ts';

const place = { kind: 'waiting', place: 3, waiting: 40 } as const;

test.each([
  [{ ...place, full: 'installation', limit: 50 } as const, 'the installation runs 50 jobs, which is its limit.'],
  [{ ...place, full: 'namespace', limit: 1 } as const, 'namespace team-a runs 1 job, which is its limit.'],
  [{ ...place, full: 'unknown', limit: 50 } as const, 'what runs already is not known yet.'],
])('a job is told its place and why it waits (%#)', (answer, why) => {
  expect(describePlace(answer, 'team-a')).toBe(`Place 3 of 40 in the queue of namespace team-a: ${why}`);
});
