import type { TaskErrorCode } from '../../../job/states.ts';
import { type Db, nowMs } from '../../dialect.ts';
import type { TaskFence } from '../../types.ts';
import { unleased } from './unleased.ts';

/** Marks one task as FAILURE; false when the fence no longer holds. */
export async function failTask(db: Db, fence: TaskFence, code: TaskErrorCode, message: string): Promise<boolean> {
  const failed = await db('linting_tasks')
    .where({ task_id: fence.taskId, status: 'IN_PROGRESS', lease_owner: fence.owner, attempt: fence.attempt })
    .update({ ...unleased, status: 'FAILURE', error_code: code, error_message: message, updated_at: nowMs(db) });
  return failed === 1;
}
