import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { SharePathError } from '@sqllint/core/share/errors';
import type { TaskRecord } from '@sqllint/core/store/types';
import type { Response } from 'express';
import type { GatewayContext } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { boundedAnswers } from '../http/boundedAnswers.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { findTask } from './findTask.ts';
import { withFileName } from './withFileName.ts';

/**
 * `GET /tasks/{task_id}/result`: the result file. 409 while the task is not finished; 404 with the reason for a task
 * that ended in FAILURE, which has no result and never will; 503 when too many results are on their way.
 */
export function getTaskResult(context: GatewayContext): RouteDefinition {
  const admit = boundedAnswers(context.settings.maxOpenResults, 'Too many results are being sent; try again soon.');
  return {
    path: '/tasks/:taskId/result',
    async get(request, response) {
      admit(response);
      const task = await findTask(context, request.params.taskId);
      response.locals.jobId = task.jobId;
      const path = resultPathOf(task);
      const file = await openResult(context, path);
      response.type('application/json');
      if (request.method === 'HEAD') {
        await file.close();
        response.end();
      } else await send(context, response, { file, path, fileName: task.fileName });
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

async function openResult(context: GatewayContext, path: string): Promise<FileHandle> {
  try {
    return await context.share.openFile(path);
  } catch (cause) {
    if (!(cause instanceof SharePathError)) throw cause;
    context.logger.error({ err: cause, path }, 'a result file is missing from the share');
    throw new Problem('RESULT_NOT_FOUND', 'The result file is no longer on the share; submit the file again.', {
      cause,
    });
  }
}

/** Sends the file as fast as the caller reads it, and closes it. */
async function send(
  { logger, settings }: GatewayContext,
  response: Response,
  { file, path, fileName }: { readonly file: FileHandle; readonly path: string; readonly fileName: string },
): Promise<void> {
  response.setTimeout(settings.answerStallMs);
  try {
    await pipeline(file.createReadStream(), (json) => withFileName(json, fileName), response);
  } catch (err) {
    // The connection is broken already: nothing else tells the caller that the rest will not come.
    if (!isCallerGone(err)) logger.error({ err, path }, 'a result file could not be read to its end');
  }
}

function isCallerGone(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ERR_STREAM_DESTROYED';
}
