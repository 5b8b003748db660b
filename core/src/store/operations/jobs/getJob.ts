import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';
import type { JobRecord } from '../../types.ts';
import { type JobRow, jobRecordOf } from './jobRow.ts';

export async function getJob(db: Db, jobId: JobId): Promise<JobRecord | undefined> {
  const row: JobRow | undefined = await db('linting_jobs').where({ job_id: jobId }).first();
  return row && jobRecordOf(row);
}
