import type { JobId } from '../../../job/ids.ts';
import { type Db, nowMs } from '../../dialect.ts';

/** ACCEPTED to PROCESSING, with the time of it; a later status is left alone. */
export async function markProcessing(db: Db, jobId: JobId): Promise<void> {
  await db('linting_jobs')
    .where({ job_id: jobId, status: 'ACCEPTED' })
    .update({ status: 'PROCESSING', started_at: nowMs(db), updated_at: nowMs(db) });
}
