import type { GatewayContext } from '../context.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { findTask } from './findTask.ts';
import { taskView } from './taskView.ts';

/** `GET /tasks/{task_id}` */
export function getTask(context: GatewayContext): RouteDefinition {
  return {
    path: '/tasks/:taskId',
    async get(request, response) {
      const task = await findTask(context, request.params.taskId);
      response.locals.jobId = task.jobId;
      response.json(taskView(task));
    },
  };
}
