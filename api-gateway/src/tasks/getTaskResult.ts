import { SharePathError } from '@sqllint/core/share/errors';
import type { TaskRecord } from '@sqllint/core/store/types';
import type { GatewayContext } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { findTask } from './findTask.ts';
import { withFileName } from './withFileName.ts';

/**
 * `GET /tasks/{task_id}/result`: the result file. 409 while the task is not finished; 404 with the reason for a task
 * that ended in FAILURE, which has no result and never will.
 */
export function getTaskResult(context: GatewayContext): RouteDefinition {
  return {
    path: '/tasks/:taskId/result',
    async get(request, response) {
      const task = await findTask(context, request.params.taskId);
      response.locals.jobId = task.jobId;
      const text = await readResult(context, resultPathOf(task));
      response.type('application/json').send(withFileName(text, task.fileName));
    },
  };
}

function resultPathOf(task: TaskRecord): string {
  if (task.status === 'FAILURE') {
    const why = task.errorMessage ?? task.errorCode ?? 'the file could not be analysed';
    throw new Problem('RESULT_NOT_FOUND', `The task ended without a result: ${why}`);
  }
  if (task.status !== 'SUCCESS' || task.resultPath === null) {
    throw new Problem('TASK_NOT_FINISHED', `The task is ${task.status}; its result is there once it is SUCCESS.`);
  }
  return task.resultPath;
}

async function readResult(context: GatewayContext, path: string): Promise<string> {
  try {
    return await context.share.readResult(path);
  } catch (cause) {
    if (!(cause instanceof SharePathError)) throw cause;
    context.logger.error({ err: cause, path }, 'a result file is missing from the share');
    throw new Problem('RESULT_NOT_FOUND', 'The result file is no longer on the share; submit the file again.', {
      cause,
    });
  }
}
