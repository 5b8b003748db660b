import { expect, test } from '@jest/globals';
import { createPlaceReports } from './placeReports.ts';

test('some places are renewed at once, and then so many in a second, whatever waits', () => {
  let now = 0;
  const reports = createPlaceReports({ perSecond: 2, burst: 3, now: () => now });
  const taken = (): number => {
    let count = 0;
    while (reports.take()) count += 1;
    return count;
  };
  expect(taken()).toBe(3);
  now = 1_000;
  expect(taken()).toBe(2);
  now = 600_000;
  expect(taken()).toBe(3);
  now = 0;
  expect(taken()).toBe(0);
});
