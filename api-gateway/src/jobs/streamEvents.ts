import type { JobId } from '@sqllint/core/job/ids';
import { isTerminalPhase, isTerminalStatus, jobStatuses, jobStatusOf } from '@sqllint/core/job/states';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Response } from 'express';
import { z } from 'zod';
import type { GatewayContext } from '../context.ts';
import { boundedAnswers } from '../http/boundedAnswers.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { type EventStream, openEventStream } from './eventStream.ts';
import { type FoundJob, findRecord, findResource, jobNotFound, parseJobId } from './findJob.ts';
import type { JobChange } from './jobChanges.ts';
import { firstPage, readJobView } from './readJobView.ts';

const count = z.int().min(0);

/** The data of a `progress` event. The data of `finished` is the job itself. */
export const progressEventSchema = z.strictObject({
  job_status: z.enum(jobStatuses),
  total: count,
  succeeded: count,
  failed: count,
  cached: count,
});

/**
 * `GET /jobs/{job_id}/events`: server-sent events until the job is over. `progress` on every change, then one
 * `finished` with the whole job. 503 when too many streams are open.
 */
export function streamEvents(context: GatewayContext): RouteDefinition {
  const admit = boundedAnswers(
    context.settings.maxEventStreams,
    'Too many event streams are open; ask for the job itself, or try again soon.',
  );
  return {
    path: '/jobs/:jobId/events',
    async get(request, response) {
      const jobId = parseJobId(request.params.jobId);
      response.locals.jobId = jobId;
      admit(response);
      if (request.method === 'HEAD') await answerHead(context, response, jobId);
      else await follow(context, response, jobId);
    },
  };
}

async function answerHead(context: GatewayContext, response: Response, jobId: JobId): Promise<void> {
  await findRecordAndResource(context, jobId);
  response.type('text/event-stream').end();
}

async function follow(context: GatewayContext, response: Response, jobId: JobId): Promise<void> {
  const missed: JobChange[] = [];
  let onChange = (change: JobChange): void => {
    missed.push(change);
  };
  // Before the job is read, so that no change falls between reading and listening.
  const unsubscribe = context.changes.subscribe(jobId, (change) => onChange(change));
  response.once('close', unsubscribe);
  const found = await findRecordAndResource(context, jobId).catch((error: unknown) => {
    unsubscribe();
    throw error;
  });
  // 'close' is over, and nothing would ever end the stream.
  if (response.destroyed) return;
  const stream = openEventStream(response, context.settings);
  endWith(context.closing, response, stream);
  onChange = follower({ context, jobId, stream, unsubscribe });
  if (found.resource !== undefined) onChange(found.resource);
  else if (found.record !== undefined && isTerminalStatus(found.record.status)) onChange('gone');
  for (const change of missed) onChange(change);
}

async function findRecordAndResource(context: GatewayContext, jobId: JobId): Promise<FoundJob> {
  const record = await findRecord(context, jobId);
  const resource = await findResource(context, jobId, record);
  if (record !== undefined) return { record, resource };
  if (resource !== undefined) return { resource };
  throw jobNotFound();
}

function endWith(signal: AbortSignal, response: Response, stream: EventStream): void {
  signal.addEventListener('abort', stream.end);
  response.once('close', () => signal.removeEventListener('abort', stream.end));
  if (signal.aborted) stream.end();
}

/** Turns changes of the resource into events; the first that ends the job is the last. */
function follower(options: {
  readonly context: GatewayContext;
  readonly jobId: JobId;
  readonly stream: EventStream;
  readonly unsubscribe: () => void;
}): (change: JobChange) => void {
  const { context, jobId, stream, unsubscribe } = options;
  let over = false;
  return (change) => {
    if (over) return;
    if (change !== 'gone') stream.progress(progressOf(change));
    if (change !== 'gone' && !isTerminalPhase(change.status?.phase)) return;
    over = true;
    unsubscribe();
    finish(context, jobId, change, stream).catch((err: unknown) => {
      context.logger.warn({ err, job_id: jobId }, 'the end of a job could not be told to an event stream');
      stream.end();
    });
  };
}

function progressOf({ status }: SqlLintJob): z.infer<typeof progressEventSchema> {
  const { total = 0, succeeded = 0, failed = 0, cached = 0 } = status?.progress ?? {};
  return { job_status: jobStatusOf(status?.phase ?? 'Accepted'), total, succeeded, failed, cached };
}

async function finish(context: GatewayContext, jobId: JobId, change: JobChange, stream: EventStream): Promise<void> {
  const record = await findRecord(context, jobId);
  const resource = change === 'gone' ? undefined : change;
  if (record !== undefined) stream.finish(await readJobView(context, { record, resource }, firstPage));
  else if (resource !== undefined) stream.finish(await readJobView(context, { resource }, firstPage));
  else stream.end();
}
