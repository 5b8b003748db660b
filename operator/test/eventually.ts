import { setTimeout as pause } from 'node:timers/promises';

/** Resolves with the first value that `look` gives; fails after `withinMs`. */
export async function eventually<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  withinMs = 10_000,
): Promise<Value> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    await pause(5);
  }
  throw new Error(`This did not happen within ${withinMs} ms: ${what}`);
}
