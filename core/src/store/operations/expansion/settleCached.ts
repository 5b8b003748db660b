import type { JobId } from '../../../job/ids.ts';
import { type Db, nowMs } from '../../dialect.ts';

/**
 * Marks as SUCCESS (cached) every PENDING task whose result exists, by one set-based UPDATE.
 * @returns how many it settled
 */
export async function settleCached(db: Db, jobId: JobId): Promise<number> {
  return db('linting_tasks')
    .where({ job_id: jobId, status: 'PENDING' })
    .whereExists((result) =>
      result.select(db.raw('1')).from('lint_results as r').whereRaw('r.result_key = linting_tasks.result_key'),
    )
    .update({ status: 'SUCCESS', cached: 1, updated_at: nowMs(db) });
}
