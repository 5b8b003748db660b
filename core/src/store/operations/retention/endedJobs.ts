import type { JobId } from '../../../job/ids.ts';
import { isTerminalStatus, jobStatuses } from '../../../job/states.ts';
import type { Db } from '../../dialect.ts';
import type { RetentionOperations } from './types.ts';

export const endedStatuses = jobStatuses.filter(isTerminalStatus);

export async function endedJobs(
  db: Db,
  { namespace, endedBefore, after, limit }: Parameters<RetentionOperations['endedJobs']>[0],
): Promise<readonly JobId[]> {
  return await db('linting_jobs')
    .where('job_id', '>', after)
    .where({ namespace })
    .whereIn('status', endedStatuses)
    .where('finished_at', '<=', endedBefore)
    .orderBy('job_id')
    .limit(limit)
    .pluck('job_id');
}
