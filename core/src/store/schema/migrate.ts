import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { type Db, isMysql } from '../dialect.ts';
import { StoreBusyError } from '../errors.ts';
import { migrationSource } from './migrationSource.ts';
import { migrationTable, missingMigrations } from './missingMigrations.ts';

const config: Knex.MigratorConfig = {
  migrationSource,
  tableName: migrationTable,
  // A newer program may have migrated further; its migrations only add, so an older one still works.
  disableMigrationsListValidation: true,
};

/** How long to wait for another process that migrates: so many times so many seconds. */
const lockTries = 12;
const lockWaitSeconds = 10;

/**
 * Brings the schema to the newest version; several processes may try at once.
 * knex's own lock is a row, which a killed process leaves behind for ever. So there is a lock around it that ends with
 * its holder; and whoever has that one knows that a row still locked is a leftover.
 */
export async function migrate(db: Db): Promise<void> {
  if ((await missingMigrations(db)).length === 0) return;
  if (isMysql(db)) await migrateMysql(db);
  else await db.transaction(latest);
}

async function latest(db: Knex): Promise<void> {
  await db.migrate.forceFreeMigrationsLock(config);
  await db.migrate.latest(config);
}

/** The named lock belongs to the connection of a transaction that does nothing else; it ends with the connection. */
async function migrateMysql(db: Db): Promise<void> {
  await db.transaction(async (holder) => {
    const name = lockName(String(db.client.database()));
    await takeLock(holder, name);
    try {
      await latest(db);
    } finally {
      await holder.raw('SELECT RELEASE_LOCK(?)', [name]);
    }
  });
}

async function takeLock(holder: Db, name: string): Promise<void> {
  for (let tries = 0; tries < lockTries; tries += 1) {
    const [rows] = await holder.raw<[{ held: number | null }[]]>('SELECT GET_LOCK(?, ?) AS held', [
      name,
      lockWaitSeconds,
    ]);
    if (rows?.[0]?.held === 1) return;
  }
  throw new StoreBusyError('Another process has been migrating the database for too long.');
}

/** Named locks are global to a server and at most 64 characters long. */
function lockName(database: string): string {
  return `sqllint-migrate-${createHash('sha256').update(database).digest('hex').slice(0, 32)}`;
}
