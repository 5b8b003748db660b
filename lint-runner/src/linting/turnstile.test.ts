import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Turnstile } from './turnstile.ts';

test('one passes at a time, in order, also behind one that failed', async () => {
  const turnstile = new Turnstile();
  const seen: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} in`);
      await setImmediate();
      seen.push(`${name} out`);
      if (fails) throw new Error(name);
      return name;
    };
  const ends = await Promise.allSettled([
    turnstile.pass(work('first')),
    turnstile.pass(work('second', true)),
    turnstile.pass(work('third')),
  ]);
  expect(seen).toEqual(['first in', 'first out', 'second in', 'second out', 'third in', 'third out']);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
