import type { JobId } from '@sqllint/core/job/ids';
import type { Logger } from '@sqllint/core/logging/logger';
import type { Store } from '@sqllint/core/store/types';

/**
 * Ends the row of a job whose resource is gone: nobody will, and warm runners would be kept for it for ever. Does nothing
 * for a job that is over or has no row.
 */
export async function endAbandoned(jobId: JobId, store: Pick<Store, 'jobs' | 'tasks'>, logger: Logger): Promise<void> {
  await store.tasks.failUnfinished(jobId, 'CANCELLED', 'The job was deleted before this file was analysed.');
  const errorMessage = 'The resource of the job was removed before the job was finished.';
  if (await store.jobs.finish(jobId, { status: 'CANCELLED', verdict: null, errorMessage })) {
    logger.warn({ job_id: jobId }, 'the resource of an unfinished job is gone; its history ends as cancelled');
  }
}
