import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';

/** How long a statement waits for the lock of another connection, in milliseconds. */
const longestWaitMs = 10_000;
const longestPauseMs = 20;

interface LockOptions {
  readonly longestWaitMs?: number;
  readonly random?: () => number;
}

/**
 * Runs a step that may find the database locked by another connection, again and again with random pauses, for 10 s.
 * SQLite's own busy handler would block the event loop, and with it the transaction that is waited for when it belongs
 * to this process.
 * @throws the last SQLITE_BUSY when the lock did not become free in time, or any other error at once
 */
export async function waitForLock<T>(step: () => T, options: LockOptions = {}): Promise<T> {
  const random = options.random ?? Math.random;
  const deadline = performance.now() + (options.longestWaitMs ?? longestWaitMs);
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return step();
    } catch (error) {
      if (!isSqliteBusy(error) || performance.now() >= deadline) throw error;
    }
    await sleep(pause * (0.5 + random()));
  }
}

/** SQLITE_BUSY and its extended codes; the low byte is the primary code (https://sqlite.org/rescode.html). */
export function isSqliteBusy(error: unknown): boolean {
  // Not `instanceof`: errors of Node's own modules are of another realm than code that runs in a VM context.
  const code = types.isNativeError(error) ? (error as { errcode?: unknown }).errcode : undefined;
  return typeof code === 'number' && (code & 0xff) === 5;
}
