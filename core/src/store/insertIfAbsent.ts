import type { Knex } from 'knex';
import { type Db, isMysql } from './dialect.ts';

type Value = string | number | boolean | null | Knex.Raw;
export type Row = Readonly<Record<string, Value>>;

/** Limits of one statement: far below SQLite's 32766 variables and any server's max_allowed_packet. */
const maxRows = 200;
const maxCharacters = 1_000_000;

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
  let characters = 0;
  for (const row of rows) {
    const size = charactersOf(row);
    if (chunk.length >= maxRows || (chunk.length > 0 && characters + size > maxCharacters)) {
      yield chunk;
      chunk = [];
      characters = 0;
    }
    chunk.push(row);
    characters += size;
  }
  if (chunk.length > 0) yield chunk;
}

function charactersOf(row: Row): number {
  return Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);
}
