import type { JobId } from '../../../job/ids.ts';
import { type Db, lockRows, nowMs } from '../../dialect.ts';
import { UnfinishedTasksError } from '../../errors.ts';
import type { JobOutcome } from '../../types.ts';
import { unfinishedJobStatuses } from './unfinished.ts';

/**
 * Writes a terminal status once. The row stays locked from the look at the tasks to the end: tasks are added under the
 * same lock, and never to a finished job, so that none is left behind.
 * @returns false when the job was terminal already, or is not there
 * @throws UnfinishedTasksError
 */
export async function finishJob(db: Db, jobId: JobId, outcome: JobOutcome): Promise<boolean> {
  return db.transaction(async (trx) => {
    const job: unknown = await lockRows(
      trx('linting_jobs').where({ job_id: jobId }).whereIn('status', unfinishedJobStatuses).first('job_id'),
      'wait',
      trx,
    );
    if (job === undefined) return false;
    await refuseUnfinished(trx, jobId);
    await trx('linting_jobs')
      .where({ job_id: jobId })
      .update({
        status: outcome.status,
        verdict: outcome.verdict,
        error_message: outcome.errorMessage,
        pool_open: 0,
        // Known results settle a job at once, before anybody saw it being worked on.
        started_at: trx.raw('coalesce(started_at, ?)', [nowMs(trx)]),
        finished_at: nowMs(trx),
        updated_at: nowMs(trx),
      });
    return true;
  });
}

async function refuseUnfinished(trx: Db, jobId: JobId): Promise<void> {
  const task: unknown = await trx('linting_tasks')
    .where({ job_id: jobId })
    .whereIn('status', ['PENDING', 'IN_PROGRESS'])
    .first('task_id');
  if (task !== undefined) throw new UnfinishedTasksError(`${jobId} has unfinished tasks.`);
}
