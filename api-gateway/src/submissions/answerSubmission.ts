import type { NewSqlLintJob } from '@sqllint/core/cluster/jobResources';
import type { JobId } from '@sqllint/core/job/ids';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Response } from 'express';
import type { GatewayContext } from '../context.ts';
import { findRecord } from '../jobs/findJob.ts';
import type { JobView } from '../jobs/jobView.ts';
import { firstPage, readJobView } from '../jobs/readJobView.ts';
import { waitForEnd } from '../jobs/waitForEnd.ts';
import { createResource } from './createResource.ts';

export interface ReadySubmission {
  readonly jobId: JobId;
  readonly job: NewSqlLintJob;
  /** Path of the source on the share that was written for it. */
  readonly written: string | undefined;
  readonly waitSeconds: number;
}

/** Creates the job and answers: 202 with its id, or 200 with the whole job when it ends within the wait. */
export async function answerSubmission(
  context: GatewayContext,
  response: Response,
  { jobId, job, written, waitSeconds }: ReadySubmission,
): Promise<void> {
  response.locals.jobId = jobId;
  const { changes, closing, resources, share } = context;
  const pending = waitForEnd({ changes, jobId, timeoutMs: waitSeconds * 1000, signal: closing });
  response.once('close', pending.cancel);
  try {
    await createResource({ resources, share, job, written });
    const ended = await pending.ended;
    const view = ended === undefined ? undefined : await finishedView(context, jobId, ended);
    response.set('Location', `/api/v1/jobs/${jobId}`);
    if (view === undefined) response.status(202).json({ job_id: jobId });
    else response.status(200).json(view);
  } finally {
    pending.cancel();
  }
}

/** Undefined when it cannot be read now: the job was accepted, and an error would make the caller send it again. */
async function finishedView(context: GatewayContext, jobId: JobId, resource: SqlLintJob): Promise<JobView | undefined> {
  try {
    const record = await findRecord(context, jobId);
    return await readJobView(context, record === undefined ? { resource } : { record, resource }, firstPage);
  } catch (err) {
    context.logger.warn({ err, job_id: jobId }, 'a finished job could not be read; answering with its id alone');
    return undefined;
  }
}
