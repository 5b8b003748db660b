import { setTimeout as pause } from 'node:timers/promises';

/** Resolves with the first value that `look` gives; fails after ten seconds. */
export async function eventually<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
): Promise<Value> {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    await pause(5);
  }
  throw new Error(`This did not happen: ${what}`);
}
