import type { Knex } from 'knex';
import { createTable } from '../createTable.ts';

export async function up(db: Knex): Promise<void> {
  await createTable(db, {
    name: 'lint_runners',
    columns: [
      'runner_id VARCHAR(255) NOT NULL PRIMARY KEY',
      'job_id VARCHAR(64) NULL',
      'host VARCHAR(255) NOT NULL',
      'pid BIGINT NOT NULL',
      'engines INTEGER NOT NULL',
      'current_tasks MEDIUMTEXT NOT NULL',
      'total_tasks BIGINT NOT NULL',
      'command VARCHAR(32) NULL',
      'started_at BIGINT NOT NULL',
      'heartbeat_at BIGINT NOT NULL',
    ],
    indexes: { lint_runners_heartbeat: ['heartbeat_at'] },
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists('lint_runners');
}
