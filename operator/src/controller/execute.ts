import { ForbiddenError, InvalidResourceError } from '@sqllint/core/cluster/errors';
import { jobIdOf } from '@sqllint/core/job/identity';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Store } from '@sqllint/core/store/types';
import type { JobCluster } from '../cluster/jobCluster.ts';
import { WorkloadRefusedError, type WorkloadRequest } from '../cluster/workloads.ts';
import type { Action, Observed } from '../decide/types.ts';

interface Hands {
  readonly cluster: JobCluster;
  readonly store: Store;
  /** What the actions were decided upon. */
  readonly observed: Observed;
}

/**
 * Does what was decided, in order; each step may safely be done again after a failure in a later one.
 * @returns the resource as the last step left it
 */
export async function execute(job: SqlLintJob, actions: readonly Action[], world: Hands): Promise<SqlLintJob> {
  let current = job;
  for (const action of actions) current = (await executeOne(current, action, world)) ?? current;
  return current;
}

async function executeOne(
  job: SqlLintJob,
  action: Action,
  { cluster, store, observed }: Hands,
): Promise<SqlLintJob | undefined> {
  switch (action.type) {
    case 'addFinalizer':
      return orRefused('Finalizer', cluster.jobs.setFinalizer(job, true));
    case 'removeFinalizer':
      return cluster.jobs.setFinalizer(job, false);
    case 'insertRow':
      await store.jobs.insert(action.row);
      if (action.row.offered) cluster.pool?.poke(job.metadata.namespace);
      return undefined;
    case 'markProcessing':
      await store.jobs.markProcessing(action.jobId);
      return undefined;
    case 'offer':
      await store.pool.offer(action.jobId, action.priority);
      cluster.pool?.poke(job.metadata.namespace);
      return undefined;
    case 'withdraw':
      await store.pool.withdraw(action.jobId);
      return undefined;
    case 'failUnfinished':
      await store.tasks.failUnfinished(action.jobId, action.code, action.message);
      return undefined;
    case 'createWorkload':
      await cluster.workloads.create({ job, ...action, scheduling: await schedulingOf(job, observed, store) });
      return undefined;
    case 'scaleWorkload':
      await cluster.workloads.scale(job, action.parallelism);
      return undefined;
    case 'deleteWorkload':
      await cluster.workloads.delete(job);
      return undefined;
    case 'deleteResource':
      await cluster.jobs.delete(job.metadata, job.metadata.uid);
      return undefined;
  }
}

/** Where the profile wants its runners to run; as it was when the job was accepted. */
async function schedulingOf(
  job: SqlLintJob,
  { profile }: Observed,
  store: Store,
): Promise<WorkloadRequest['scheduling']> {
  if (profile?.ok) return profile.profile.runner;
  return (await store.jobs.get(jobIdOf(job)))?.profile?.runner;
}

/** A policy that keeps us from a resource keeps its job from being done, as one that keeps us from making runners does. */
async function orRefused<Result>(what: string, write: Promise<Result>): Promise<Result> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof ForbiddenError || error instanceof InvalidResourceError)) throw error;
    throw new WorkloadRefusedError(`${what}Refused`, error.message, { cause: error });
  }
}
