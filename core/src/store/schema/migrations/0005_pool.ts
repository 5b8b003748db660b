import type { Knex } from 'knex';
import { isMysql } from '../../dialect.ts';

const columns = [
  "execution VARCHAR(8) NOT NULL DEFAULT 'Job'",
  'priority INTEGER NOT NULL DEFAULT 0',
  'pool_open SMALLINT NOT NULL DEFAULT 0',
  'expansion_attempts INTEGER NOT NULL DEFAULT 0',
];

/** In the order in which runners want jobs, so that the first entry with work is the answer and nothing is sorted. */
const index = 'linting_jobs_pool';
const indexColumns = 'pool_open, namespace, priority DESC, created_at, job_id';

/** Which jobs are open for warm runners. Safe to repeat after a process that died between change and note. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('linting_jobs', 'pool_open')) return;
  if (isMysql(db)) {
    // One statement, which a server that dies does whole or not at all.
    const added = columns.map((column) => `ADD COLUMN ${column}`).join(', ');
    await db.raw(`ALTER TABLE linting_jobs ${added}, ADD INDEX ${index} (${indexColumns})`);
    return;
  }
  for (const column of columns) await db.raw(`ALTER TABLE linting_jobs ADD COLUMN ${column}`);
  await db.raw(`CREATE INDEX ${index} ON linting_jobs (${indexColumns})`);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(isMysql(db) ? `DROP INDEX ${index} ON linting_jobs` : `DROP INDEX ${index}`);
  for (const column of ['expansion_attempts', 'pool_open', 'priority', 'execution']) {
    await db.raw(`ALTER TABLE linting_jobs DROP COLUMN ${column}`);
  }
}
