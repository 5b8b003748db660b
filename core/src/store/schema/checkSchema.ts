import type { Db } from '../dialect.ts';
import { SchemaOutdatedError } from '../errors.ts';
import { missingMigrations } from './missingMigrations.ts';

/**
 * Resolves when the database answers and has every migration that this program knows. More than those is fine: a newer
 * program may share the database while an installation is upgraded.
 * @throws SchemaOutdatedError
 */
export async function checkSchema(db: Db): Promise<void> {
  const missing = await missingMigrations(db);
  if (missing.length === 0) return;
  throw new SchemaOutdatedError(`The database's schema is not current; migrations to apply: ${missing.join(', ')}.`);
}
