import { expect, test } from '@jest/globals';
import { planKills } from './kills.ts';

test('a runner is killed in every minute, in turns by signal and by deletion, and the leader every so many minutes', () => {
  const kills = planKills({ minutes: 30, leaderMinutes: 10 });
  const runners = kills.filter(({ what }) => what === 'runner');
  expect(runners.map(({ atMs }) => Math.floor(atMs / 60_000))).toEqual(Array.from({ length: 30 }, (_, n) => n));
  expect(runners.filter(({ how }) => how === 'deletion')).toHaveLength(15);
  expect(kills.filter(({ what }) => what === 'leader').map(({ atMs }) => atMs / 60_000)).toEqual([10, 20]);
  expect(kills.map(({ atMs }) => atMs)).toEqual(kills.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
});

test('a run that is shorter than the leader has kills none', () => {
  expect(planKills({ minutes: 5, leaderMinutes: 10 }).every(({ what }) => what === 'runner')).toBe(true);
});
