import type { Knex } from 'knex';
import { createTable } from '../createTable.ts';

/** Times are BIGINT milliseconds since the epoch. Texts that come from users have no limit that they could reach. */
export async function up(db: Knex): Promise<void> {
  await createTable(db, {
    name: 'linting_jobs',
    columns: [
      'job_id VARCHAR(64) NOT NULL PRIMARY KEY',
      'namespace VARCHAR(253) NOT NULL',
      'name VARCHAR(253) NOT NULL',
      'uid VARCHAR(64) NOT NULL',
      'submission_type VARCHAR(32) NOT NULL',
      'source_path TEXT NOT NULL',
      'profile MEDIUMTEXT NULL',
      'user_id VARCHAR(255) NULL',
      'product_name VARCHAR(255) NULL',
      'status VARCHAR(32) NOT NULL',
      'verdict VARCHAR(32) NULL',
      'error_message MEDIUMTEXT NULL',
      'source_error_reason VARCHAR(64) NULL',
      'source_error_message MEDIUMTEXT NULL',
      'expansion_owner VARCHAR(255) NULL',
      'expansion_expires_at BIGINT NULL',
      'expanded_at BIGINT NULL',
      'total_files INTEGER NULL',
      'created_at BIGINT NOT NULL',
      'updated_at BIGINT NOT NULL',
      'started_at BIGINT NULL',
      'finished_at BIGINT NULL',
    ],
    indexes: {
      linting_jobs_created: ['created_at', 'job_id'],
      linting_jobs_status_created: ['status', 'created_at', 'job_id'],
    },
  });

  // The primary key keeps a job's tasks together and in order of entry, which is how they are claimed and listed.
  await createTable(db, {
    name: 'linting_tasks',
    columns: [
      'task_id VARCHAR(64) NOT NULL',
      'job_id VARCHAR(64) NOT NULL',
      'entry_index INTEGER NOT NULL',
      'file_name TEXT NOT NULL',
      'file_size BIGINT NOT NULL',
      'status VARCHAR(16) NOT NULL',
      'error_code VARCHAR(32) NULL',
      'error_message MEDIUMTEXT NULL',
      'result_key VARCHAR(64) NULL',
      'cached SMALLINT NOT NULL DEFAULT 0',
      'lease_owner VARCHAR(255) NULL',
      'lease_expires_at BIGINT NULL',
      'attempt INTEGER NOT NULL DEFAULT 0',
      'released INTEGER NOT NULL DEFAULT 0',
      'created_at BIGINT NOT NULL',
      'updated_at BIGINT NOT NULL',
      'PRIMARY KEY (job_id, entry_index)',
      'CONSTRAINT linting_tasks_id UNIQUE (task_id)',
      'CONSTRAINT linting_tasks_job FOREIGN KEY (job_id) REFERENCES linting_jobs (job_id) ON DELETE CASCADE',
    ],
    indexes: {
      linting_tasks_claim: ['job_id', 'status', 'entry_index'],
      linting_tasks_expiry: ['job_id', 'status', 'lease_expires_at'],
      linting_tasks_result: ['result_key', 'job_id', 'entry_index'],
      linting_tasks_owner: ['lease_owner'],
    },
  });

  await createTable(db, {
    name: 'lint_results',
    columns: [
      'result_key VARCHAR(64) NOT NULL PRIMARY KEY',
      'path TEXT NOT NULL',
      'engine_version VARCHAR(255) NOT NULL',
      'file_size BIGINT NOT NULL',
      'line_count INTEGER NOT NULL',
      'character_count BIGINT NOT NULL',
      'analysis_ms DOUBLE PRECISION NOT NULL',
      'blocker INTEGER NOT NULL',
      'critical INTEGER NOT NULL',
      'major INTEGER NOT NULL',
      'minor INTEGER NOT NULL',
      'info INTEGER NOT NULL',
      'writer VARCHAR(64) NOT NULL',
      'created_at BIGINT NOT NULL',
    ],
    indexes: { lint_results_created: ['created_at'] },
  });

  await createTable(db, {
    name: 'lint_violations',
    columns: [
      'result_key VARCHAR(64) NOT NULL',
      'ordinal INTEGER NOT NULL',
      'line_no INTEGER NOT NULL',
      'line_pos INTEGER NOT NULL',
      'end_line_no INTEGER NULL',
      'end_line_pos INTEGER NULL',
      'code VARCHAR(64) NOT NULL',
      'rule VARCHAR(255) NOT NULL',
      'description MEDIUMTEXT NOT NULL',
      'severity VARCHAR(16) NOT NULL',
      'fixable SMALLINT NOT NULL',
      'PRIMARY KEY (result_key, ordinal)',
      'CONSTRAINT lint_violations_result FOREIGN KEY (result_key) REFERENCES lint_results (result_key) ON DELETE CASCADE',
    ],
  });
}

export async function down(db: Knex): Promise<void> {
  for (const table of ['lint_violations', 'lint_results', 'linting_tasks', 'linting_jobs']) {
    await db.schema.dropTableIfExists(table);
  }
}
