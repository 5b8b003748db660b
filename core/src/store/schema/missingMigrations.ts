import type { Db } from '../dialect.ts';
import { migrationNames } from './migrationSource.ts';

/** Where knex notes what it applied; not its default name, since the database may be shared with other programs. */
export const migrationTable = 'sqllint_migrations';

/** The migrations that the database has not seen yet, in order. */
export async function missingMigrations(db: Db): Promise<readonly string[]> {
  if (!(await db.schema.hasTable(migrationTable))) return migrationNames;
  const applied = new Set<string>(await db(migrationTable).pluck('name'));
  return migrationNames.filter((name) => !applied.has(name));
}
