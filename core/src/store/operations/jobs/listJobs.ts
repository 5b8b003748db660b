import type { Db } from '../../dialect.ts';
import type { JobListFilter, JobRecord } from '../../types.ts';
import { type JobRow, jobRecordOf } from './jobRow.ts';

/** Newest first. */
export async function listJobs(db: Db, filter: JobListFilter): Promise<readonly JobRecord[]> {
  const query = db('linting_jobs').orderBy([
    { column: 'created_at', order: 'desc' },
    { column: 'job_id', order: 'desc' },
  ]);
  if (filter.status !== undefined) query.where({ status: filter.status });
  const rows: JobRow[] = await query.limit(filter.limit).offset(filter.offset);
  return rows.map(jobRecordOf);
}
