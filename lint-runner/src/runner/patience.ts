import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterUnavailableError } from '@sqllint/core/cluster/errors';
import type { Logger } from '@sqllint/core/logging/logger';
import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { StoreBusyError, StoreUnavailableError } from '@sqllint/core/store/errors';

export interface PatienceOptions {
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Milliseconds of failures in a row before the error is passed on. */
  readonly patienceMs: number;
  readonly random?: () => number;
}

/** Runs an operation, again and again while what it needs is away. */
export type Patiently = <Result>(name: string, operation: () => Promise<Result>) => Promise<Result>;

const firstPauseMs = 100;
const longestPauseMs = 5000;

/**
 * Retries with growing, random pauses while the database, the share or the API is unavailable.
 * @returns a function that throws the last error after `patienceMs`, the signal's reason once it is aborted, and every
 * other error at once
 */
export function patience(options: PatienceOptions): Patiently {
  const { logger, signal, patienceMs, random = Math.random } = options;
  return async (name, operation) => {
    const since = performance.now();
    for (let tries = 1; ; tries += 1) {
      try {
        return await operation();
      } catch (error) {
        if (!isTransient(error) || performance.now() - since > patienceMs) throw error;
        logger.warn({ operation: name, tries, reason: error.message }, 'trying again');
      }
      await sleep(pauseMs(tries, random), undefined, { signal });
    }
  };
}

/** Half of the pause is random, so that runners that lost the same database do not return all at once. */
export function pauseMs(tries: number, random: () => number): number {
  const longest = Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs);
  return longest / 2 + (longest / 2) * random();
}

/** What may be back in a while: the database, the share or the API. */
export function isTransient(error: unknown): error is Error {
  return (
    error instanceof StoreUnavailableError ||
    error instanceof StoreBusyError ||
    error instanceof ShareUnavailableError ||
    error instanceof ClusterUnavailableError
  );
}
