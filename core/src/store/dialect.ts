import type { Knex } from 'knex';

/** A connection pool or a transaction: what an operation works on. */
export type Db = Knex;

/** True on MySQL and MariaDB, false on SQLite. */
export function isMysql(db: Db): boolean {
  return db.client.dialect === 'mysql';
}

/** The database's own clock: whole milliseconds since the epoch. Sessions on MySQL are in UTC (see `mysql/open.ts`). */
export function nowMs(db: Db): Knex.Raw {
  return isMysql(db)
    ? db.raw('CAST(ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000) AS SIGNED)')
    : db.raw("CAST(ROUND(unixepoch('subsec') * 1000) AS INTEGER)");
}

/** The database's clock, that many milliseconds from now. */
export function inMs(db: Db, milliseconds: number): Knex.Raw {
  return db.raw('? + ?', [nowMs(db), Math.round(milliseconds)]);
}

/** Locks the rows that the query yields until the transaction ends; SQLite's write transactions are alone anyway. */
export function lockRows(query: Knex.QueryBuilder, whenLocked: 'wait' | 'skip', db: Db): Knex.QueryBuilder {
  if (!isMysql(db)) return query;
  return whenLocked === 'skip' ? query.forUpdate().skipLocked() : query.forUpdate();
}
