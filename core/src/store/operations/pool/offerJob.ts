import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';
import { unfinishedJobStatuses } from '../jobs/unfinished.ts';

/** Opens a job for the pool's runners, under that priority; again is no error, and a job that is over stays closed. */
export async function offerJob(db: Db, jobId: JobId, priority: number): Promise<void> {
  await db('linting_jobs')
    .where({ job_id: jobId })
    .whereIn('status', unfinishedJobStatuses)
    .update({ pool_open: 1, priority });
}
