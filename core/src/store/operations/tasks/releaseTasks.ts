import type { JobId } from '../../../job/ids.ts';
import { type Db, nowMs } from '../../dialect.ts';
import { unleased } from './unleased.ts';

/**
 * Gives the owner's unfinished tasks of the job back. An attempt's number is never used again, also when it is forgiven,
 * so that a late commit of it is refused. An attempt that counts is one whose lease runs out at once.
 * @returns how many
 */
export async function releaseTasks(
  db: Db,
  owner: string,
  jobId: JobId,
  attempts: 'forgiven' | 'counted' = 'forgiven',
): Promise<number> {
  return db('linting_tasks')
    .where({ job_id: jobId, lease_owner: owner, status: 'IN_PROGRESS' })
    .update({
      ...(attempts === 'forgiven'
        ? { ...unleased, status: 'PENDING', released: db.raw('released + 1') }
        : { lease_expires_at: nowMs(db) }),
      updated_at: nowMs(db),
    });
}
