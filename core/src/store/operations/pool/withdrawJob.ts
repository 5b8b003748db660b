import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';

/** No runner of the pool begins with the job any more; those that work on it are left alone. */
export async function withdrawJob(db: Db, jobId: JobId): Promise<void> {
  await db('linting_jobs').where({ job_id: jobId }).update({ pool_open: 0 });
}
