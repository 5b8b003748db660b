import { expect, test } from '@jest/globals';
import { percentile } from './percentiles.ts';

test.each([
  { values: [5, 1, 4, 2, 3], percent: 50, expected: 3 },
  { values: [5, 1, 4, 2, 3], percent: 99, expected: 5 },
  { values: [1, 2, 3, 4], percent: 50, expected: 2 },
  { values: [7], percent: 1, expected: 7 },
])('$percent percent of $values do not exceed $expected', ({ values, percent, expected }) => {
  expect(percentile(values, percent)).toBe(expected);
});

test('of nothing there is no percentile', () => {
  expect(percentile([], 50)).toBeNaN();
});
