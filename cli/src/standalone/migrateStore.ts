import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@sqllint/core/logging/logger';
import { StoreUnavailableError } from '@sqllint/core/store/errors';
import type { Store } from '@sqllint/core/store/types';
import { CommandError } from '../command/commandError.ts';

/** Milliseconds between two attempts. */
const pauseMs = 1_000;

export interface MigrateOptions {
  readonly open: () => Promise<Store>;
  /** Milliseconds that a database which does not answer is waited for: it may be starting as well. */
  readonly patienceMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Opens the store and brings its schema to the newest version.
 * @throws CommandError when the database cannot be used; the store's own sentence is its end
 */
export async function migrateStore(options: MigrateOptions): Promise<Store> {
  const { open, patienceMs, signal, logger } = options;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await openMigrated(open);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isLast = !(error instanceof StoreUnavailableError) || performance.now() >= deadline || signal.aborted;
      if (isLast) throw new CommandError(`The database cannot be used: ${reason}`, { cause: error });
      logger.warn({ reason }, 'the database does not answer yet; trying again');
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

async function openMigrated(open: () => Promise<Store>): Promise<Store> {
  const store = await open();
  try {
    await store.migrate();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
