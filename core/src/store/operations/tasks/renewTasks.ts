import type { TaskId } from '../../../job/ids.ts';
import { type Db, inMs } from '../../dialect.ts';

/**
 * Prolongs the leases that the owner still holds, by so many milliseconds from now. One that ran out is still held
 * until another runner claims the task.
 * @returns the ids that the owner holds
 */
export async function renewTasks(
  db: Db,
  owner: string,
  taskIds: readonly TaskId[],
  leaseMs: number,
): Promise<readonly TaskId[]> {
  if (taskIds.length === 0) return [];
  const held = (): ReturnType<Db> =>
    db('linting_tasks').whereIn('task_id', taskIds).where({ lease_owner: owner, status: 'IN_PROGRESS' });
  const renewed = await held().update({ lease_expires_at: inMs(db, leaseMs) });
  return renewed === 0 ? [] : held().pluck('task_id');
}
