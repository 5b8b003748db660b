import { isTaskId } from '@sqllint/core/job/ids';
import type { TaskRecord } from '@sqllint/core/store/types';
import type { GatewayContext } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { findRecord } from '../jobs/findJob.ts';

/**
 * A task of a job of this namespace.
 * @throws Problem TASK_NOT_FOUND
 */
export async function findTask(context: GatewayContext, taskId: unknown): Promise<TaskRecord> {
  const task = typeof taskId === 'string' && isTaskId(taskId) ? await context.store.tasks.get(taskId) : undefined;
  if (task === undefined || (await findRecord(context, task.jobId)) === undefined) {
    throw new Problem('TASK_NOT_FOUND', 'Task not found');
  }
  return task;
}
