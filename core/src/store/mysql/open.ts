import knexLibrary, { type Knex } from 'knex';
import { knexLog, type StoreLogger } from '../knexLog.ts';
import type { MysqlTarget } from '../url.ts';
import { TimedMysqlClient } from './client.ts';

/** READ COMMITTED: claims lock only the rows that they take, and settling reads without locks. */
const isolation = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';

/**
 * The time zone makes NOW() unambiguous in the hour that a summer time repeats. The SQL mode refuses values that do not
 * fit instead of cutting them, whatever the server's default is; it also lacks NO_BACKSLASH_ESCAPES, under which the
 * escaping of the driver would not be safe.
 */
const timeAndMode = `SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 10,
  sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`;

interface Mysql2Connection {
  query(sql: string, done: (error: Error | null) => void): void;
}

type Done = (error: Error | null, connection: Mysql2Connection) => void;

export interface MysqlOptions {
  /** Most connections; at least 2, because migrating needs two. */
  readonly poolSize: number;
  /** The longest that the server may take for one statement; 30 s by default. */
  readonly statementTimeoutMs?: number | undefined;
  readonly logger?: StoreLogger | undefined;
}

/** Opens a pool of connections; the first one is made when it is needed. */
export function openMysql(target: MysqlTarget, options: MysqlOptions): Knex {
  const { host, port, user, password, database, tls } = target;
  const config: Knex.Config & { statementTimeoutMs?: number | undefined } = {
    statementTimeoutMs: options.statementTimeoutMs,
    client: TimedMysqlClient as unknown as typeof Knex.Client,
    connection: {
      host,
      port,
      user,
      password,
      database,
      ...(tls ? { ssl: { rejectUnauthorized: true } } : {}),
      charset: 'utf8mb4',
      timezone: 'Z',
      supportBigNumbers: true,
      stringifyObjects: true,
      connectTimeout: 10_000,
      enableKeepAlive: true,
      keepAliveInitialDelay: 10_000,
    } as Knex.MySql2ConnectionConfig,
    compileSqlOnError: false,
    acquireConnectionTimeout: 10_000,
    pool: { min: 0, max: Math.max(2, options.poolSize), afterCreate: setUpSession },
    log: knexLog(options.logger),
  };
  return knexLibrary.knex(config);
}

function setUpSession(connection: Mysql2Connection, done: Done): void {
  connection.query(isolation, (error) => {
    if (error) done(error, connection);
    else connection.query(timeAndMode, (failure) => done(failure, connection));
  });
}
