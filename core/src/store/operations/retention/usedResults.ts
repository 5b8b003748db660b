import type { JobId } from '../../../job/ids.ts';
import { type Db, isMysql } from '../../dialect.ts';
import type { RetentionOperations, UsedResult } from './types.ts';

interface Row {
  readonly job_id: JobId;
  readonly result_key: string;
}

/**
 * Two ranges of one index, which holds all that is asked for: the rest of the job that the last page ended in, then the
 * jobs behind it. One condition for both would be read from the beginning of that job.
 */
export async function usedResults(
  db: Db,
  { after, limit }: Parameters<RetentionOperations['usedResults']>[0],
): Promise<readonly UsedResult[]> {
  const rest: Row[] =
    after === null
      ? []
      : await distinct(db, limit).where('job_id', after.jobId).where('result_key', '>', after.resultKey);
  const more: Row[] =
    rest.length >= limit
      ? []
      : await distinct(db, limit - rest.length)
          .where('job_id', '>', after?.jobId ?? '')
          .whereNotNull('result_key');
  return [...rest, ...more].map((row) => ({ jobId: row.job_id, resultKey: row.result_key }));
}

/** The index is named because MySQL would read all columns of a job's tasks for each page of it. */
function distinct(db: Db, limit: number) {
  const table = `linting_tasks ${isMysql(db) ? 'FORCE INDEX (linting_tasks_result)' : ''}`;
  return db(db.raw(table)).distinct('job_id', 'result_key').orderBy(['job_id', 'result_key']).limit(limit);
}
