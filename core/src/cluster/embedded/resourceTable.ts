import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { SqlLintJob } from '../../resource/sqlLintJob.ts';
import { ClusterUnavailableError } from '../errors.ts';
import type { JobRef } from '../jobResources.ts';

/** One row per resource as a JSON document, and one per removed resource, so that watchers hear of removals. */
const schema = `
  CREATE TABLE IF NOT EXISTS resources (
    namespace TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL UNIQUE, document TEXT NOT NULL,
    PRIMARY KEY (namespace, name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS removals (
    version INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, uid TEXT NOT NULL,
    removed_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS removals_by_time ON removals (removed_at);
  CREATE TABLE IF NOT EXISTS counter (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO counter (id, version) VALUES (1, 0);
`;

/** Milliseconds that removals are remembered; a watcher that slept longer compares whole lists instead. */
export const removalMemoryMs = 3_600_000;

const busyTimeoutMs = 10_000;

/** `durable` survives a power loss; `relaxed` survives the death of the process only, and costs no fsync. */
export type Durability = 'durable' | 'relaxed';

export type Change =
  | { readonly version: number; readonly job: SqlLintJob }
  | { readonly version: number; readonly removed: JobRef & { readonly uid: string } };

export interface Committed<Result> {
  readonly result: Result;
  /** What was written, in order. */
  readonly changes: readonly Change[];
}

export interface ResourceTable {
  read(ref: JobRef): SqlLintJob | undefined;
  list(namespace?: string): readonly SqlLintJob[];
  /** Runs `work` alone among all processes; what it wrote is undone when it throws. */
  transaction<Result>(durability: Durability, work: () => Result): Committed<Result>;
  /** Inserts or replaces, under the next resourceVersion. Only inside a transaction. Returns what readers will read. */
  write(job: SqlLintJob): SqlLintJob;
  /** Only inside a transaction. */
  remove(job: SqlLintJob, now: number): void;
  /** What happened after `version`, oldest first; several changes of one resource count as the last. */
  changesSince(version: number): readonly Change[];
  /** The newest resourceVersion. */
  version(): number;
  /** Differs from the last call's value when another connection has committed in between. */
  dataVersion(): number;
  close(): void;
}

/**
 * Opens (or creates) the file that holds the resources; several processes may have it open.
 * @throws ClusterUnavailableError when the file cannot be opened
 */
export function openResourceTable(path: string): ResourceTable {
  const database = asUnavailable(() => open(path));
  const prepare = (sql: string) => database.prepare(sql);
  const readOne = prepare('SELECT document FROM resources WHERE namespace = ? AND name = ?');
  const readAll = prepare('SELECT document FROM resources ORDER BY namespace, name');
  const readNamespace = prepare('SELECT document FROM resources WHERE namespace = ? ORDER BY name');
  const upsert = prepare(`
    INSERT INTO resources (namespace, name, version, document) VALUES (?, ?, ?, ?)
    ON CONFLICT (namespace, name) DO UPDATE SET version = excluded.version, document = excluded.document`);
  const nextVersion = prepare('UPDATE counter SET version = version + 1 RETURNING version');
  const currentVersion = prepare('SELECT version FROM counter');
  const erase = prepare('DELETE FROM resources WHERE namespace = ? AND name = ?');
  const remember = prepare('INSERT INTO removals (version, namespace, name, uid, removed_at) VALUES (?, ?, ?, ?, ?)');
  const forget = prepare('DELETE FROM removals WHERE removed_at < ?');
  const changed = prepare(`
    SELECT version, document, NULL AS namespace, NULL AS name, NULL AS uid FROM resources WHERE version > :since
    UNION ALL
    SELECT version, NULL, namespace, name, uid FROM removals WHERE version > :since
    ORDER BY version`);
  const dataVersion = prepare('PRAGMA data_version');

  const transact = transactions(database);
  let changes: Change[] = [];

  const next = (): number => Number(nextVersion.get()?.version);

  return {
    read: (ref) => {
      const row = asUnavailable(() => readOne.get(ref.namespace, ref.name));
      return row && jobOf(row);
    },
    list: (namespace) =>
      asUnavailable(() => (namespace === undefined ? readAll.all() : readNamespace.all(namespace))).map(jobOf),
    transaction: (durability, work) =>
      asUnavailable(() => {
        changes = [];
        return { result: transact(durability, work), changes };
      }),
    write: (job) => {
      const version = next();
      const stored = { ...job, metadata: { ...job.metadata, resourceVersion: String(version) } };
      const document = JSON.stringify(stored);
      upsert.run(job.metadata.namespace, job.metadata.name, version, document);
      const written = JSON.parse(document) as SqlLintJob;
      changes.push({ version, job: written });
      return written;
    },
    remove: (job, now) => {
      const { namespace, name, uid } = job.metadata;
      const version = next();
      erase.run(namespace, name);
      remember.run(version, namespace, name, uid, now);
      changes.push({ version, removed: { namespace, name, uid } });
      forget.run(now - removalMemoryMs);
    },
    changesSince: (version) => asUnavailable(() => changed.all({ since: version })).map(changeOf),
    version: () => Number(asUnavailable(() => currentVersion.get())?.version),
    dataVersion: () => Number(asUnavailable(() => dataVersion.get())?.data_version),
    close: () => database.close(),
  };
}

function open(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec(schema);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function transactions(database: DatabaseSync): <Result>(durability: Durability, work: () => Result) => Result {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let current: Durability | undefined;
  return (durability, work) => {
    if (durability !== current) {
      database.exec(`PRAGMA synchronous = ${durability === 'durable' ? 'FULL' : 'NORMAL'}`);
      current = durability;
    }
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
}

type Row = Record<string, SQLOutputValue>;

function jobOf(row: Row): SqlLintJob {
  return JSON.parse(String(row.document)) as SqlLintJob;
}

function changeOf(row: Row): Change {
  const version = Number(row.version);
  if (row.document !== null) return { version, job: jobOf(row) };
  const removed = { namespace: String(row.namespace), name: String(row.name), uid: String(row.uid) };
  return { version, removed };
}

/** A database that is locked, full or broken is to its callers a cluster that does not answer. */
function asUnavailable<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    throw new ClusterUnavailableError(`The resource database cannot be used: ${error.message}`, { cause: error });
  }
}

/** Not by `instanceof Error`: a built-in module's errors may come from another realm. */
function isSqliteError(error: unknown): error is { readonly code: string; readonly message: string } {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}
