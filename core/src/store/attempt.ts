import { setTimeout as sleep } from 'node:timers/promises';
import { StoreBusyError, StoreError, StoreUnavailableError } from './errors.ts';
import { databaseMessageOf, failureKindOf, withoutStatement } from './failure.ts';
import type { StoreLogger } from './knexLog.ts';

/** Deadlocks are ordinary on MySQL; an operation that lost one ten times in a row has a cause worth hearing of. */
const maxAttempts = 10;
const firstPauseMs = 5;
const longestPauseMs = 500;

export interface AttemptOptions {
  readonly logger?: StoreLogger | undefined;
  readonly random?: () => number;
}

/**
 * Runs one operation of the store, each a single statement or transaction or else safe to repeat: again, after a random
 * pause, when it lost a deadlock or a wait for a lock; and turns what drivers throw into the store's own errors.
 * @throws StoreUnavailableError, StoreBusyError, StoreError, or what the operation itself threw
 */
export async function attempt<T>(name: string, operation: () => Promise<T>, options: AttemptOptions = {}): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await operation();
    } catch (error) {
      const kind = failureKindOf(error);
      if (kind === undefined) throw error;
      if (kind !== 'contention' || tries >= maxAttempts) throw storeErrorOf(name, kind, error);
      options.logger?.debug({ operation: name, tries, reason: databaseMessageOf(error) }, 'database contention');
    }
    await sleep(pauseMs(tries, options.random ?? Math.random));
  }
}

/** Full jitter: those that met once should not meet again. */
function pauseMs(tries: number, random: () => number): number {
  return Math.min(firstPauseMs * 2 ** tries, longestPauseMs) * random();
}

function storeErrorOf(name: string, kind: 'unavailable' | 'contention' | 'refused', error: unknown): Error {
  const words = databaseMessageOf(error);
  const cause = withoutStatement(error);
  if (kind === 'unavailable') return new StoreUnavailableError(`The database is not available: ${words}`, { cause });
  if (kind === 'contention') return new StoreBusyError(`The database is too busy for ${name}: ${words}`, { cause });
  return new StoreError(`The database refused ${name}: ${words}`, { cause });
}
