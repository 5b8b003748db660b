import type { Knex } from 'knex';
import { isMysql } from '../../dialect.ts';

/**
 * Tasks are only ever looked up by result within their job. With the job first, the entries that a job adds to the
 * index are neighbours; by result they would dirty a page each. The name stays, because claims name the index.
 */
export async function up(db: Knex): Promise<void> {
  await replaceIndex(db, ['job_id', 'result_key', 'entry_index']);
}

export async function down(db: Knex): Promise<void> {
  await replaceIndex(db, ['result_key', 'job_id', 'entry_index']);
}

/** One statement on MySQL, where a process that dies between two would leave claims without their index. */
async function replaceIndex(db: Knex, columns: readonly string[]): Promise<void> {
  const list = columns.join(', ');
  if (isMysql(db)) {
    await db.raw(`ALTER TABLE linting_tasks DROP INDEX linting_tasks_result, ADD INDEX linting_tasks_result (${list})`);
    return;
  }
  await db.raw('DROP INDEX IF EXISTS linting_tasks_result');
  await db.raw(`CREATE INDEX linting_tasks_result ON linting_tasks (${list})`);
}
