import type { JobId } from '../../../job/ids.ts';
import { type Db, nowMs } from '../../dialect.ts';
import type { NewTask } from '../../types.ts';

/**
 * Marks as SUCCESS (cached) those of the tasks that are PENDING and whose result exists, by one set-based UPDATE.
 * @param tasks of neighbouring entries; tasks between them are settled as well
 * @returns how many it settled
 */
export async function settleCached(trx: Db, jobId: JobId, tasks: readonly NewTask[]): Promise<number> {
  if (tasks.length === 0) return 0;
  const entries = tasks.map((task) => task.entryIndex);
  return trx('linting_tasks')
    .where({ job_id: jobId, status: 'PENDING' })
    .whereBetween('entry_index', [Math.min(...entries), Math.max(...entries)])
    .whereExists((result) =>
      result.select(trx.raw('1')).from('lint_results as r').whereRaw('r.result_key = linting_tasks.result_key'),
    )
    .update({ status: 'SUCCESS', cached: 1, updated_at: nowMs(trx) });
}
