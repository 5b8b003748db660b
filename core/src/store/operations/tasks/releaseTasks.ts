import { type Db, nowMs } from '../../dialect.ts';
import { unleased } from './unleased.ts';

/**
 * Gives the owner's unfinished tasks back. The attempt is forgiven, yet its number is never used again, so that a late
 * commit of it is refused.
 * @returns how many
 */
export async function releaseTasks(db: Db, owner: string): Promise<number> {
  return db('linting_tasks')
    .where({ lease_owner: owner, status: 'IN_PROGRESS' })
    .update({ ...unleased, status: 'PENDING', released: db.raw('released + 1'), updated_at: nowMs(db) });
}
