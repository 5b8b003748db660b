import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';
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

function distinct(db: Db, limit: number) {
  return db('linting_tasks').distinct('job_id', 'result_key').orderBy(['job_id', 'result_key']).limit(limit);
}
