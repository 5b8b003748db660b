import type { Knex } from 'knex';

/** A JSON array of sentences; null for none. Safe to repeat after a process that died between column and note. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('linting_jobs', 'warnings')) return;
  await db.raw('ALTER TABLE linting_jobs ADD COLUMN warnings MEDIUMTEXT NULL');
}

export async function down(db: Knex): Promise<void> {
  await db.raw('ALTER TABLE linting_jobs DROP COLUMN warnings');
}
