import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';

/** No runner begins with the job, or with another of its files, any more; what is in progress is left alone. */
export async function withdrawJob(db: Db, jobId: JobId): Promise<void> {
  await db('linting_jobs').where({ job_id: jobId }).update({ pool_open: 0 });
}
