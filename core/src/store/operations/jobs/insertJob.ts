import { type Db, nowMs } from '../../dialect.ts';
import { insertIfAbsent } from '../../insertIfAbsent.ts';
import type { NewJob } from '../../types.ts';

/** Inserts the row with status ACCEPTED; does nothing when the job is there already. */
export async function insertJob(db: Db, job: NewJob): Promise<void> {
  await insertIfAbsent(db, 'linting_jobs', 'job_id', [
    {
      job_id: job.jobId,
      namespace: job.namespace,
      name: job.name,
      uid: job.uid,
      submission_type: job.submissionType,
      source_path: job.sourcePath,
      profile: job.profile === null ? null : JSON.stringify(job.profile),
      user_id: job.userId,
      product_name: job.productName,
      status: 'ACCEPTED',
      execution: job.execution,
      priority: job.priority,
      pool_open: job.offered ? 1 : 0,
      created_at: Math.round(job.createdAt),
      updated_at: nowMs(db),
    },
  ]);
}
