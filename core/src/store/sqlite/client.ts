import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';
import SqliteTransaction from 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js';
import { waitForLock } from './waitForLock.ts';

/**
 * Every write transaction takes the write lock when it begins: one that began as a reader and then writes would fail
 * with SQLITE_BUSY_SNAPSHOT whenever another process wrote in between, and no waiting would help it.
 */
class ImmediateTransaction extends SqliteTransaction {
  override begin(connection: unknown): Promise<unknown> {
    return this.query(connection, this.readOnly ? 'BEGIN;' : 'BEGIN IMMEDIATE;');
  }
}

/** What knex hands to a client, and what it reads from it afterwards. */
interface KnexQuery {
  readonly sql: string;
  readonly bindings?: readonly unknown[] | undefined;
  response?: unknown;
  context?: { readonly lastID: number | bigint; readonly changes: number | bigint };
}

interface CachedStatement {
  readonly statement: StatementSync;
  readonly reads: boolean;
}

/** A connection to one SQLite file, with its prepared statements. */
export interface SqliteConnection {
  readonly database: DatabaseSync;
  readonly statements: Map<string, CachedStatement>;
}

const maxCachedStatements = 100;

/**
 * `synchronous` NORMAL: a power loss may undo the last transactions, and the operator and the runners do them again.
 * A statement that inserts many rows keeps the old pages until it ends, by default in a temporary file. Checkpoints come
 * after 4000 pages (16 MiB) instead of 1000: a job of some hundred files dirties hundreds. The cache is 16 MiB.
 */
const setUp = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;
  PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384;`;

/**
 * knex on Node's built-in `node:sqlite`. Statements run synchronously; waiting for another connection's lock does not,
 * because the lock may be held by a transaction of this very process, which could then never end.
 * Bindings: strings, numbers, bigints, booleans (as 0 and 1), dates (as milliseconds), buffers and null.
 */
export class NodeSqliteClient extends BetterSqlite3Client {
  override _driver(): unknown {
    return DatabaseSync;
  }

  override async acquireRawConnection(): Promise<SqliteConnection> {
    const { filename } = (this as unknown as { connectionSettings: { filename: string } }).connectionSettings;
    const database = new DatabaseSync(filename, { timeout: 0, enableForeignKeyConstraints: true });
    try {
      await waitForLock(() => database.exec(setUp));
    } catch (error) {
      database.close();
      throw error;
    }
    return { database, statements: new Map() };
  }

  override async destroyRawConnection(connection: SqliteConnection): Promise<void> {
    connection.statements.clear();
    connection.database.close();
  }

  override validateConnection(connection: SqliteConnection): boolean {
    return connection.database.isOpen;
  }

  override async _query(connection: SqliteConnection, query: KnexQuery): Promise<KnexQuery> {
    if (!query.sql) throw new Error('The query is empty');
    await waitForLock(() => run(connection, query));
    return query;
  }

  override transaction(...options: unknown[]): ReturnType<BetterSqlite3Client['transaction']> {
    return new ImmediateTransaction(this, ...options) as unknown as ReturnType<BetterSqlite3Client['transaction']>;
  }
}

function run(connection: SqliteConnection, query: KnexQuery): void {
  const { statement, reads } = prepare(connection, query.sql);
  const bindings = (query.bindings ?? []).map(toSqlite);
  if (reads) {
    query.response = statement.all(...bindings);
    return;
  }
  const outcome = statement.run(...bindings);
  query.response = outcome;
  query.context = { lastID: outcome.lastInsertRowid, changes: outcome.changes };
}

/** The least recently used statement leaves first: a Map keeps the order of insertion. */
function prepare(connection: SqliteConnection, sql: string): CachedStatement {
  const { statements } = connection;
  const known = statements.get(sql);
  if (known) {
    statements.delete(sql);
    statements.set(sql, known);
    return known;
  }
  const statement = connection.database.prepare(sql);
  const cached = { statement, reads: statement.columns().length > 0 };
  statements.set(sql, cached);
  if (statements.size > maxCachedStatements) {
    for (const oldest of statements.keys()) {
      statements.delete(oldest);
      break;
    }
  }
  return cached;
}

function toSqlite(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.valueOf();
  return value as SQLInputValue;
}
