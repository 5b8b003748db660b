import { jobIdOf } from '@sqllint/core/job/identity';
import { isJobId, type JobId } from '@sqllint/core/job/ids';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobRecord } from '@sqllint/core/store/types';
import type { GatewayContext } from '../context.ts';
import { Problem } from '../errors/problem.ts';

/** A job is known by its row, by its resource, or by both. */
export type FoundJob =
  | { readonly record: JobRecord; readonly resource?: SqlLintJob | undefined }
  | { readonly record?: undefined; readonly resource: SqlLintJob };

export function jobNotFound(): Problem {
  // These words are the old service's.
  return new Problem('JOB_NOT_FOUND', 'Job not found');
}

/** @throws Problem JOB_NOT_FOUND for what cannot be the id of a job */
export function parseJobId(text: unknown): JobId {
  if (typeof text === 'string' && isJobId(text)) return text;
  throw jobNotFound();
}

/** The row of a job of this namespace. */
export async function findRecord(context: GatewayContext, jobId: JobId): Promise<JobRecord | undefined> {
  const record = await context.store.jobs.get(jobId);
  return record?.namespace === context.namespace ? record : undefined;
}

/** The resource of a job, read live; `record` helps with resources whose name is not their job id. */
export async function findResource(
  context: GatewayContext,
  jobId: JobId,
  record?: JobRecord,
): Promise<SqlLintJob | undefined> {
  const { namespace, changes, resources } = context;
  const name = record?.name ?? changes.refOf(jobId)?.name ?? jobId;
  const resource = await resources.get({ namespace, name });
  // Someone may have given the name to another resource since.
  return resource !== undefined && jobIdOf(resource) === jobId ? resource : undefined;
}

/**
 * A job by its row, or by its resource as long as the operator has not written the row.
 * @throws Problem JOB_NOT_FOUND
 */
export async function findJob(context: GatewayContext, jobId: JobId): Promise<FoundJob> {
  const record = await findRecord(context, jobId);
  if (record !== undefined) return { record };
  const resource = await findResource(context, jobId);
  if (resource === undefined) throw jobNotFound();
  return { resource };
}
