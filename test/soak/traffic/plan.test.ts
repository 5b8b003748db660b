import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Kind, perMinute, planTraffic } from './plan.ts';

const minuteOf = (atMs: number): number => Math.floor(atMs / 60_000);

function countOf(kinds: readonly Kind[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

test('the same seed gives the same traffic, and another seed another', () => {
  const plan = (seed: number) => planTraffic({ seed, minutes: 3, load: 1 });
  expect(plan(5)).toEqual(plan(5));
  expect(plan(5)).not.toEqual(plan(6));
});

test('every minute has the same mix', () => {
  const plan = planTraffic({ seed: 2, minutes: 4, load: 1 });
  for (let minute = 0; minute < 4; minute += 1) {
    const kinds = plan.filter(({ atMs }) => minuteOf(atMs) === minute).map(({ kind }) => kind);
    expect(countOf(kinds)).toEqual(perMinute);
  }
});

test('half the load is half the submissions, and what is rare still comes', () => {
  const plan = planTraffic({ seed: 2, minutes: 10, load: 0.5 });
  const halves = Object.entries(perMinute).map(([kind, count]) => [kind, count * 5]);
  expect(countOf(plan.map(({ kind }) => kind))).toEqual(Object.fromEntries(halves));
});

test('a plan is in order, within its time, and duplicates repeat a text that came before them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 5 }), (seed, minutes) => {
      const plan = planTraffic({ seed, minutes, load: 1 });
      const texts = new Set<number>();
      let last = 0;
      for (const planned of plan) {
        expect(planned.atMs).toBeGreaterThanOrEqual(last);
        expect(planned.atMs).toBeLessThan(minutes * 60_000);
        last = planned.atMs;
        if (planned.kind === 'text') texts.add(planned.content);
        // The first ones may have nothing to repeat.
        if (planned.kind === 'duplicate' && texts.size > 0) expect(texts).toContain(planned.content);
        expect(planned.cancelAfterMs === undefined).toBe(planned.kind !== 'cancelled');
        expect(planned.badSource === undefined).toBe(planned.kind !== 'bad');
      }
      expect(plan.map(({ index }) => index)).toEqual(plan.map((_, index) => index));
    }),
  );
});
