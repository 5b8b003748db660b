import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until the answer is good.
 * @param what completes the sentence "gave up waiting for ..."
 * @throws after `timeoutMs`, with the last answer or error
 */
export async function waitFor<Value>(
  what: string,
  ask: () => Promise<Value | undefined>,
  options: { readonly timeoutMs: number; readonly everyMs?: number },
): Promise<Value> {
  const deadline = Date.now() + options.timeoutMs;
  let last = 'no answer yet';
  while (Date.now() < deadline) {
    try {
      const value = await ask();
      if (value !== undefined) return value;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(options.everyMs ?? 300);
  }
  throw new Error(`gave up waiting for ${what} after ${options.timeoutMs / 1000} s (${last})`);
}
