import type { JobId } from '../../../job/ids.ts';
import { type Db, nowMs } from '../../dialect.ts';
import type { JobOutcome } from '../../types.ts';
import { unfinishedJobStatuses } from './unfinished.ts';

/** Writes a terminal status once; false when the job was terminal already, or is not there. */
export async function finishJob(db: Db, jobId: JobId, outcome: JobOutcome): Promise<boolean> {
  const changed = await db('linting_jobs')
    .where({ job_id: jobId })
    .whereIn('status', unfinishedJobStatuses)
    .update({
      status: outcome.status,
      verdict: outcome.verdict,
      error_message: outcome.errorMessage,
      finished_at: nowMs(db),
      updated_at: nowMs(db),
    });
  return changed === 1;
}
