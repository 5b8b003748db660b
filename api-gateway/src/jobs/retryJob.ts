import type { NewSqlLintJob } from '@sqllint/core/cluster/jobResources';
import type { JobId } from '@sqllint/core/job/ids';
import { retryOf, retryOfRecord } from '@sqllint/core/job/retryOf';
import { isTerminalStatus } from '@sqllint/core/job/states';
import { SharePathError } from '@sqllint/core/share/errors';
import type { GatewayContext } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { createResource } from '../submissions/createResource.ts';
import { jobNotFound, parseJobId } from './findJob.ts';
import { findKnown, type KnownJob, lastRetry } from './lastRetry.ts';

/**
 * `POST /jobs/{job_id}/retry`: 202 with the id of the job that analyses again what failed; the same id while that one is
 * not finished. 409 when the job is not finished or nothing failed, 410 when its source is gone.
 */
export function retryJob(context: GatewayContext): RouteDefinition {
  return {
    path: '/jobs/:jobId/retry',
    async post(request, response) {
      const jobId = await retry(context, parseJobId(request.params.jobId));
      response.locals.jobId = jobId;
      response.set('Location', `/api/v1/jobs/${jobId}`).status(202).json({ job_id: jobId });
    },
  };
}

async function retry(context: GatewayContext, jobId: JobId): Promise<JobId> {
  const job = await findKnown(context, jobId);
  if (job === undefined) throw jobNotFound();
  refuseUnfinished(job);
  if (job.status === 'COMPLETED') throw nothingFailed('All files of the job were analysed');
  const last = await lastRetry(context, job);
  if (!isTerminalStatus(last.status)) return last.jobId;
  if (last.status === 'COMPLETED') throw nothingFailed(`All files were analysed by the retry ${last.jobId}`);
  return await create(context, await repeat(context, last));
}

function refuseUnfinished({ status }: KnownJob): void {
  if (isTerminalStatus(status)) return;
  const detail = `The job is ${status}; only a finished one can be retried: wait for its end, or cancel it.`;
  throw new Problem('JOB_NOT_FINISHED', detail);
}

function nothingFailed(why: string): Problem {
  return new Problem('NOTHING_TO_RETRY', `${why}; there is nothing to retry.`);
}

async function repeat({ store }: GatewayContext, { jobId, resource, record }: KnownJob): Promise<NewSqlLintJob> {
  if (resource !== undefined) return retryOf(resource);
  const [first] = await store.tasks.page(jobId, 0, 1);
  const repeated = retryOfRecord(record, first?.fileName);
  if (repeated.ok) return repeated.job;
  throw new Problem('SOURCE_GONE', repeated.message);
}

/** Two at once create one job: the second finds the name taken, which is a success. */
async function create(context: GatewayContext, job: NewSqlLintJob): Promise<JobId> {
  const { intake, resources, share } = context;
  const { archive, file } = job.spec.source;
  const path = archive?.path ?? file?.path;
  await intake.admit(job.name, async () => {
    if (path !== undefined) await share.resolve(path).catch(refuseMissing);
    await createResource({ resources, share, job, written: undefined });
  });
  return job.name as JobId;
}

function refuseMissing(error: unknown): never {
  if (!(error instanceof SharePathError)) throw error;
  throw new Problem('SOURCE_GONE', `${error.message} Put it there again, or submit the job again.`, { cause: error });
}
