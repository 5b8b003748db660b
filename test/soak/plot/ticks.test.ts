import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { minuteTicks, ticksUpTo } from './ticks.ts';

test.each([
  [0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [4, [0, 1, 2, 3, 4]],
  [13, [0, 5, 10, 15]],
  [230, [0, 50, 100, 150, 200, 250]],
])('up to %d the axis is marked at %j', (most, expected) => {
  expect(ticksUpTo(most)).toEqual(expected);
});

test('few round values cover whatever is to be shown', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (most) => {
      const ticks = ticksUpTo(most);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
    }),
  );
});

test.each([
  [5, [0, 1, 2, 3, 4, 5]],
  [60, [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]],
  [7.5, [0, 1, 2, 3, 4, 5, 6, 7]],
])('%d minutes are marked at %j', (minutes, expected) => {
  expect(minuteTicks(minutes)).toEqual(expected);
});
