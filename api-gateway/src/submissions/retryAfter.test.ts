import { describe, expect, test } from '@jest/globals';
import { retryAfterSeconds } from './retryAfter.ts';

const now = 1_000_000;
/** So many endings, evenly over the last so many seconds. */
const evenly = (count: number, seconds: number) =>
  Array.from({ length: count }, (_, index) => now - (seconds * 1000 * (count - index)) / count);

describe('how long a refused caller should wait', () => {
  test.each<[string, number, readonly number[], number]>([
    ['a minute when nothing ended lately', 1, [], 60],
    ['a minute when the last end is longer ago than that', 1, [now - 61_000], 60],
    ['a second when jobs end fast', 10, evenly(1000, 10), 1],
    ['as long as the excess takes at the last pace', 100, evenly(100, 20), 20],
    ['a minute at most', 10_000, evenly(10, 20), 60],
    ['at least a second after a single moment', 1, [now, now, now], 1],
  ])('is %s', (_, excess, endings, seconds) => {
    expect(retryAfterSeconds({ excess, endings, now })).toBe(seconds);
  });
});
