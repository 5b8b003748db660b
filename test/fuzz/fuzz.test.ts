import { afterEach, test } from '@jest/globals';
import fc from 'fast-check';
import type { OpenTarget } from './target.ts';
import { targets } from './targets.ts';

/** `make fuzz` in short, with the same inputs each time. */
const seed = 20_260_101;
const runsOf: Readonly<Record<string, number>> = { protocol: 60, engine: 40 };

let opened: OpenTarget | undefined;
afterEach(() => opened?.close());

test.each(targets.map((target) => [target.name, target] as const))(
  'random input finds nothing in: %s',
  async (name, target) => {
    opened = await target.open();
    await fc.assert(opened.property, { seed, numRuns: runsOf[name] ?? 200 });
  },
  60_000,
);
