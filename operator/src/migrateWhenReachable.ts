import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@sqllint/core/logging/logger';
import { StoreBusyError, StoreUnavailableError } from '@sqllint/core/store/errors';
import type { Store } from '@sqllint/core/store/types';
import { retryDelay } from './controller/retryDelay.ts';

const retry = { firstMs: 500, mostMs: 10_000 };

/**
 * Migrates; while the database does not answer, tries again.
 * @param patienceMs after which the last error is thrown
 */
export async function migrateWhenReachable(
  store: Pick<Store, 'migrate'>,
  logger: Logger,
  patienceMs: number,
): Promise<void> {
  const end = Date.now() + patienceMs;
  for (let failures = 1; ; failures += 1) {
    try {
      return await store.migrate();
    } catch (error) {
      const mayPass = error instanceof StoreUnavailableError || error instanceof StoreBusyError;
      const delayMs = retryDelay(failures, retry, Math.random);
      if (!mayPass || Date.now() + delayMs > end) throw error;
      logger.warn({ err: error, retry_in_ms: Math.round(delayMs) }, 'the database does not answer yet');
      await pause(delayMs);
    }
  }
}
