import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import knexLibrary, { type Knex } from 'knex';
import { knexLog, type StoreLogger } from '../knexLog.ts';
import { NodeSqliteClient } from './client.ts';

/**
 * Opens one SQLite file, which other processes may have open too (WAL, synchronous NORMAL, foreign keys on).
 * There is one connection: what this process does to the file happens one after the other.
 * @param path absolute; its folder is made when it is missing
 */
export async function openSqlite(path: string, options: { readonly logger?: StoreLogger } = {}): Promise<Knex> {
  await mkdir(dirname(path), { recursive: true });
  return knexLibrary.knex({
    client: NodeSqliteClient as unknown as typeof Knex.Client,
    connection: { filename: path },
    useNullAsDefault: true,
    compileSqlOnError: false,
    acquireConnectionTimeout: 10_000,
    pool: { min: 1, max: 1 },
    log: knexLog(options.logger),
  });
}
