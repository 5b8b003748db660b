import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planAfterWatch } from './planAfterWatch.ts';

const state = {
  outcome: 'ended' as const,
  did: 'watch' as const,
  failures: 0,
  lastedMs: 290_000,
  sinceListMs: 290_000,
  timing: { relistMs: 600_000, maxBackoffMs: 30_000 },
  random: 1,
};

describe('what follows a list or a watch', () => {
  test.each([
    ['a list is followed by a watch', { did: 'list' }, { list: false, waitMs: 0, failures: 0 }],
    ['a watch that reached its time by the next one', {}, { list: false, waitMs: 0, failures: 0 }],
    ['a watch at the time of a list by a list', { sinceListMs: 600_000 }, { list: true, waitMs: 0, failures: 0 }],
    ['a watch that was closed at once by a pause', { lastedMs: 5 }, { list: false, waitMs: 500, failures: 1 }],
    ['an expiry by a list', { outcome: 'expired' }, { list: true, waitMs: 500, failures: 1 }],
    ['a silence by a list', { outcome: 'silent' }, { list: true, waitMs: 500, failures: 1 }],
    ['a refusal by a list', { outcome: 'refused' }, { list: true, waitMs: 500, failures: 1 }],
    ['an error by the watch it was', { outcome: 'failed' }, { list: false, waitMs: 500, failures: 1 }],
    ['a failed list by a list', { outcome: 'failed', did: 'list' }, { list: true, waitMs: 500, failures: 1 }],
    ['a list keeps the count of failures', { did: 'list', failures: 3 }, { list: false, waitMs: 0, failures: 3 }],
  ] as const)('%s', (_, change, expected) => {
    expect(planAfterWatch({ ...state, ...change })).toEqual(expected);
  });

  test('pauses never exceed the bound, and never shrink to nothing', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const { waitMs } = planAfterWatch({ ...state, outcome: 'failed', failures, random });
        expect(waitMs).toBeGreaterThanOrEqual(250);
        expect(waitMs).toBeLessThanOrEqual(30_000);
      }),
    );
  });
});
