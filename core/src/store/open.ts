import type { Knex } from 'knex';
import { createStore } from './createStore.ts';
import type { StoreLogger } from './knexLog.ts';
import { openMysql } from './mysql/open.ts';
import { openSqlite } from './sqlite/open.ts';
import type { Store } from './types.ts';
import { parseStoreUrl } from './url.ts';

export interface OpenStoreOptions {
  /** `sqlite:///absolute/path.db` or `mysql://user:password@host:port/database[?tls=true]`. */
  readonly url: string;
  /** Most connections to MySQL (2 and more; 10 by default). SQLite has one. */
  readonly poolSize?: number;
  /** The longest that MySQL may take for one statement, in milliseconds; 30 s by default. */
  readonly statementTimeoutMs?: number;
  readonly logger?: StoreLogger;
}

const defaultPoolSize = 10;

/**
 * Opens the store. The schema is left as it is: call `migrate()`. MySQL need not answer yet.
 * @throws StoreUrlError when the URL cannot be used
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  return createStore(await openDatabase(options), options.logger ? { logger: options.logger } : {});
}

/** The connection pool that a store works on, for tests and tools that look at the tables themselves. */
export async function openDatabase(options: OpenStoreOptions): Promise<Knex> {
  const target = parseStoreUrl(options.url);
  const { logger } = options;
  if (target.kind === 'sqlite') return openSqlite(target.path, logger ? { logger } : {});
  const { poolSize = defaultPoolSize, statementTimeoutMs } = options;
  return openMysql(target, { poolSize, statementTimeoutMs, logger });
}
