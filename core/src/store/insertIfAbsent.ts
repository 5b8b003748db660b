import type { Knex } from 'knex';
import { type Db, isMysql } from './dialect.ts';

type Value = string | number | boolean | null | Knex.Raw;
export type Row = Readonly<Record<string, Value>>;

/**
 * Limits of one statement: far below SQLite's 32766 variables and, as escaping doubles a text at most, below 1 MiB, the
 * smallest max_allowed_packet in use. A server answers a larger packet by closing the connection, as if it went away.
 */
const maxRows = 200;
const maxBytes = 500_000;

/**
 * Inserts rows and leaves alone those whose key exists, some hundred rows per statement.
 * Not `INSERT IGNORE`: on MySQL that would also cut values that are too long, and say nothing.
 * @param rows all with the same columns
 * @param key a column of the primary key
 */
export async function insertIfAbsent(db: Db, table: string, key: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const head = `INSERT INTO ${table} (${columns.join(', ')}) VALUES `;
  const tuple = `(${columns.map(() => '?').join(', ')})`;
  const tail = isMysql(db) ? ` ON DUPLICATE KEY UPDATE ${key} = ${table}.${key}` : ' ON CONFLICT DO NOTHING';
  for (const chunk of chunkRows(rows)) {
    const bindings = chunk.flatMap((row) => columns.map((column) => row[column] ?? null));
    await db.raw(head + chunk.map(() => tuple).join(', ') + tail, bindings);
  }
}

/** Cuts rows into pieces for one statement each; a row that is large alone gets a piece of its own. */
export function* chunkRows(rows: readonly Row[]): Generator<readonly Row[]> {
  let chunk: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = bytesOf(row);
    if (chunk.length >= maxRows || (chunk.length > 0 && bytes + size > maxBytes)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(row);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

function bytesOf(row: Row): number {
  return Object.values(row).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 8),
    0,
  );
}
