import type { Knex } from 'knex';
import type { Logger } from '../logging/logger.ts';

export type StoreLogger = Pick<Logger, 'warn' | 'debug'>;

/** Leads what knex has to say into the log of the process instead of the console. Only for debugging: what matters is thrown. */
export function knexLog(logger: StoreLogger | undefined): Knex.Logger {
  const tell = (message: unknown): void => logger?.debug({ knex: true }, String(message));
  return { warn: tell, error: tell, deprecate: tell, debug: tell, enableColors: false };
}
