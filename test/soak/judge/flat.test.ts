import { expect, test } from '@jest/globals';
import type { Sample } from '../sampling/sample.ts';
import { flatnessOf } from './flat.ts';

function samples(leaderMb: (index: number) => number | undefined): readonly Sample[] {
  return Array.from({ length: 60 }, (_, index) => ({ seconds: index * 15, leaderMb: leaderMb(index) }));
}

function ofLeader(series: readonly Sample[]) {
  return flatnessOf(series).find(({ column }) => column === 'leaderMb');
}

test.each([
  ['level', () => 100, true],
  ['warming up in the first sixth', (index: number) => (index < 10 ? 20 : 100), true],
  ['a tenth and ten more in the end', (index: number) => (index < 50 ? 100 : 120), true],
  ['more than that in the end', (index: number) => (index < 50 ? 100 : 120.1), false],
  ['growing all the time', (index: number) => 100 + index, false],
  ['one peak at the end', (index: number) => (index === 59 ? 900 : 100), true],
  ['never measured', () => undefined, undefined],
])('memory that is %s', (_, series, flat) => {
  expect(ofLeader(samples(series))?.flat).toBe(flat);
});

test('the medians of the second and the last sixth are told', () => {
  expect(ofLeader(samples((index) => index))).toMatchObject({ early: 14.5, late: 54.5 });
});
