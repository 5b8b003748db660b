import type { Knex } from 'knex';
import type { JobId, TaskId } from '../../../job/ids.ts';
import type { TaskErrorCode, TaskStatus } from '../../../job/states.ts';
import type { Db } from '../../dialect.ts';
import type { TaskRecord } from '../../types.ts';

export interface TaskRow {
  readonly task_id: TaskId;
  readonly job_id: JobId;
  readonly entry_index: number;
  readonly file_name: string;
  readonly file_size: number;
  readonly status: TaskStatus;
  readonly error_code: TaskErrorCode | null;
  readonly error_message: string | null;
  readonly result_key: string | null;
  readonly result_path: string | null;
  readonly cached: number;
  readonly attempt: number;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Tasks with the path of their result; before SUCCESS a result of the same key is not theirs. */
export function selectTasks(db: Db): Knex.QueryBuilder {
  return db('linting_tasks as t')
    .leftJoin('lint_results as r', (on) => on.on('r.result_key', 't.result_key').andOnVal('t.status', 'SUCCESS'))
    .select('t.*', { result_path: 'r.path' });
}

export function taskRecordOf(row: TaskRow): TaskRecord {
  return {
    taskId: row.task_id,
    jobId: row.job_id,
    entryIndex: row.entry_index,
    fileName: row.file_name,
    fileSize: row.file_size,
    status: row.status,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    resultKey: row.result_key,
    resultPath: row.result_path,
    cached: Boolean(row.cached),
    attempt: row.attempt,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
