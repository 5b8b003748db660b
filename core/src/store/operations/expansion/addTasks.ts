import type { JobId } from '../../../job/ids.ts';
import { type Db, lockRows, nowMs } from '../../dialect.ts';
import { insertIfAbsent, type Row } from '../../insertIfAbsent.ts';
import type { AddedTasks, ExpansionBatch, NewTask } from '../../types.ts';
import { useResults } from '../retention/useResults.ts';
import { heldExpansion } from './heldExpansion.ts';
import { settleCached } from './settleCached.ts';

/**
 * Adds a batch of the job's tasks, those with a failure as FAILURE, those whose result exists as SUCCESS and the others
 * as PENDING, in one transaction: nobody ever sees, and so nobody claims, a task that only waits to be settled.
 *
 * The job's row is locked before any task, and what writes the row (`jobs.finish` and the other steps of the expansion)
 * holds no task while it waits for it. Apart from that row only tasks of this batch are locked.
 */
export async function addTasks(db: Db, batch: ExpansionBatch): Promise<AddedTasks> {
  const { jobId, owner, tasks, totalFiles, warnings = [] } = batch;
  return db.transaction(async (trx) => {
    const now = await lockExpansion(trx, jobId, owner);
    if (now === undefined) return { held: false };
    await useResults(
      trx,
      tasks.flatMap(({ resultKey }) => resultKey ?? []),
    );
    await insertIfAbsent(
      trx,
      'linting_tasks',
      'task_id',
      tasks.map((task) => taskRow(jobId, task, now)),
    );
    const settled = await settleCached(trx, jobId, tasks);
    if (totalFiles !== undefined) await complete(trx, jobId, { totalFiles, warnings, now });
    return { held: true, settled };
  });
}

/** The database's time, once the row is locked; undefined when the lease was lost or the job is over. */
async function lockExpansion(trx: Db, jobId: JobId, owner: string): Promise<number | undefined> {
  const job: { readonly now: number } | undefined = await lockRows(
    heldExpansion(trx, jobId, owner)
      .select({ now: nowMs(trx) })
      .first(),
    'wait',
    trx,
  );
  return job?.now;
}

function taskRow(jobId: JobId, task: NewTask, now: number): Row {
  return {
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
  };
}

async function complete(
  trx: Db,
  jobId: JobId,
  {
    totalFiles,
    warnings,
    now,
  }: { readonly totalFiles: number; readonly warnings: readonly string[]; readonly now: number },
): Promise<void> {
  await trx('linting_jobs')
    .where({ job_id: jobId })
    .update({
      expanded_at: now,
      total_files: totalFiles,
      warnings: warnings.length === 0 ? null : JSON.stringify(warnings),
      expansion_owner: null,
      expansion_expires_at: null,
      updated_at: now,
    });
}
