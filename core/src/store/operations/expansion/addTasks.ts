import type { JobId } from '../../../job/ids.ts';
import { type Db, nowMs } from '../../dialect.ts';
import { insertIfAbsent } from '../../insertIfAbsent.ts';
import type { NewTask } from '../../types.ts';

/**
 * Inserts tasks, those with a failure as FAILURE and the others as PENDING; those that are there already stay as they
 * are. All of them or none.
 */
export async function addTasks(db: Db, jobId: JobId, tasks: readonly NewTask[]): Promise<void> {
  const now = nowMs(db);
  const rows = tasks.map((task) => ({
    task_id: task.taskId,
    job_id: jobId,
    entry_index: task.entryIndex,
    file_name: task.fileName,
    file_size: task.fileSize,
    status: task.failure ? 'FAILURE' : 'PENDING',
    error_code: task.failure?.code ?? null,
    error_message: task.failure?.message ?? null,
    result_key: task.resultKey,
    created_at: now,
    updated_at: now,
  }));
  if (rows.length === 0) return;
  await db.transaction((trx) => insertIfAbsent(trx, 'linting_tasks', 'task_id', rows));
}
