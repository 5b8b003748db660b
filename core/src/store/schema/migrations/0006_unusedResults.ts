import type { Knex } from 'knex';

/** Since when no task refers to the result, as far as the retention knows; see `operations/retention`. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('lint_results', 'unused_since')) return;
  await db.raw('ALTER TABLE lint_results ADD COLUMN unused_since BIGINT NULL');
}

export async function down(db: Knex): Promise<void> {
  await db.raw('ALTER TABLE lint_results DROP COLUMN unused_since');
}
