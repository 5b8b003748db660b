import { type JobId, retryIdOf } from '@sqllint/core/job/ids';
import { isTerminalStatus, type JobStatus, jobStatusOf } from '@sqllint/core/job/states';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobRecord } from '@sqllint/core/store/types';
import type { GatewayContext } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { findRecord, findResource } from './findJob.ts';

/** Retries of retries that are followed; each costs a look at the API, and one at the database once its resource is gone. */
const mostRetries = 50;

/** A job as far as it is known without its tasks; without a resource it has a row. */
export type KnownJob = { readonly jobId: JobId; readonly status: JobStatus } & (
  | { readonly resource: SqlLintJob; readonly record?: undefined }
  | { readonly resource?: undefined; readonly record: JobRecord }
);

/** The resource is asked first: it is never behind, and it is there while the database is away. */
export async function findKnown(context: GatewayContext, jobId: JobId): Promise<KnownJob | undefined> {
  const resource = await findResource(context, jobId);
  if (resource !== undefined) return ofResource(jobId, resource);
  const record = await findRecord(context, jobId);
  if (record === undefined) return undefined;
  // Someone applied it under a name of theirs, which the row knows.
  const named = await findResource(context, jobId, record);
  return named === undefined ? { jobId, status: record.status, record } : ofResource(jobId, named);
}

function ofResource(jobId: JobId, resource: SqlLintJob): KnownJob {
  return { jobId, status: jobStatusOf(resource.status?.phase ?? 'Accepted'), resource };
}

/**
 * The newest in the line of a job's retries: the job itself, its retry, the retry of that one, and so on. Only the last
 * can be unfinished.
 * @throws Problem NOTHING_TO_RETRY when the line is too long
 */
export async function lastRetry(context: GatewayContext, job: KnownJob): Promise<KnownJob> {
  let last = job;
  for (let retries = 0; retries < mostRetries; retries += 1) {
    const next = isTerminalStatus(last.status) ? await findKnown(context, retryIdOf(last.jobId)) : undefined;
    if (next === undefined) return last;
    last = next;
  }
  throw new Problem('NOTHING_TO_RETRY', `The job was retried ${mostRetries} times already; submit it again.`);
}
