import { randomUUID } from 'node:crypto';
import type { JobId, TaskId } from '../../../job/ids.ts';
import { type Db, lockRows, nowMs } from '../../dialect.ts';
import { ResultMismatchError } from '../../errors.ts';
import type { NewResult, TaskFence } from '../../types.ts';
import { addResults } from '../results/addResults.ts';
import type { TaskRow } from './taskRow.ts';
import { unleased } from './unleased.ts';

export interface CommitItem {
  readonly fence: TaskFence;
  readonly result: NewResult;
}

type HeldTask = Pick<TaskRow, 'task_id' | 'attempt' | 'result_key'> & { readonly lease_owner: string | null };

/**
 * Commits a batch in one transaction: the results, their violations, the tasks as SUCCESS, and with them the job's
 * PENDING tasks that wait for the same results.
 * @returns the task ids that were committed; those whose fence no longer holds are missing
 * @throws ResultMismatchError when a result is not the one that its task waits for; nothing is written then
 */
export async function commitResults(db: Db, jobId: JobId, batch: readonly CommitItem[]): Promise<readonly TaskId[]> {
  if (batch.length === 0) return [];
  return db.transaction(async (trx) => {
    const held = await lockHeld(trx, jobId, batch);
    const valid = batch.filter((item) => isHeld(item, held));
    if (valid.length === 0) return [];
    await addResults(
      trx,
      valid.map((item) => item.result),
      randomUUID(),
    );
    await succeed(trx, jobId, valid);
    return valid.map((item) => item.fence.taskId);
  });
}

async function lockHeld(trx: Db, jobId: JobId, batch: readonly CommitItem[]): Promise<ReadonlyMap<string, HeldTask>> {
  const tasks = trx('linting_tasks')
    .where({ job_id: jobId, status: 'IN_PROGRESS' })
    .whereIn(
      'task_id',
      batch.map((item) => item.fence.taskId),
    )
    .orderBy('entry_index')
    .select('task_id', 'attempt', 'lease_owner', 'result_key');
  const rows: HeldTask[] = await lockRows(tasks, 'wait', trx);
  return new Map(rows.map((row) => [row.task_id, row]));
}

function isHeld({ fence, result }: CommitItem, held: ReadonlyMap<string, HeldTask>): boolean {
  const task = held.get(fence.taskId);
  if (task?.lease_owner !== fence.owner || task.attempt !== fence.attempt) return false;
  if (task.result_key !== result.resultKey) {
    throw new ResultMismatchError(`The task ${fence.taskId} waits for another result than ${result.resultKey}.`);
  }
  return true;
}

async function succeed(trx: Db, jobId: JobId, items: readonly CommitItem[]): Promise<void> {
  await trx('linting_tasks')
    .whereIn(
      'task_id',
      items.map((item) => item.fence.taskId),
    )
    .update({ ...unleased, status: 'SUCCESS', updated_at: nowMs(trx) });
  await trx('linting_tasks')
    .where({ job_id: jobId, status: 'PENDING' })
    .whereIn(
      'result_key',
      items.map((item) => item.result.resultKey),
    )
    .update({ status: 'SUCCESS', cached: 1, updated_at: nowMs(trx) });
}
