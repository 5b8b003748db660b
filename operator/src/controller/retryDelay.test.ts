import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { retryDelay } from './retryDelay.ts';

test('delays double, stay between half and whole, and never exceed the bound', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
      const whole = Math.min(60_000, 200 * 2 ** Math.min(failures - 1, 40));
      const delay = retryDelay(failures, { firstMs: 200, mostMs: 60_000 }, () => chance);
      expect(delay).toBeGreaterThanOrEqual(whole / 2);
      expect(delay).toBeLessThanOrEqual(whole);
    }),
  );
});
