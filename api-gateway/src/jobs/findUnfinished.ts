import type { JobId } from '@sqllint/core/job/ids';
import { isTerminalPhase, isTerminalStatus } from '@sqllint/core/job/states';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { GatewayContext } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { findRecord, findResource, jobNotFound } from './findJob.ts';

/**
 * The resource of a job that is not over, read live. The resource decides; the row is asked only when it is gone, so that
 * this works while the database is away.
 * @param verb what is to be done with it, for the sentence of the refusal
 * @throws Problem JOB_NOT_FOUND, or JOB_FINISHED
 */
export async function findUnfinished(context: GatewayContext, jobId: JobId, verb: string): Promise<SqlLintJob> {
  const resource = (await findResource(context, jobId)) ?? (await findByRecord(context, jobId, verb));
  if (isTerminalPhase(resource.status?.phase)) throw finished(verb);
  return resource;
}

async function findByRecord(context: GatewayContext, jobId: JobId, verb: string): Promise<SqlLintJob> {
  const record = await findRecord(context, jobId);
  if (record === undefined) throw jobNotFound();
  if (isTerminalStatus(record.status)) throw finished(verb);
  const resource = await findResource(context, jobId, record);
  if (resource === undefined) throw jobNotFound();
  return resource;
}

function finished(verb: string): Problem {
  return new Problem('JOB_FINISHED', `The job is finished already; there is nothing to ${verb}.`);
}
