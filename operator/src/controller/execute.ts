import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Store } from '@sqllint/core/store/types';
import type { JobCluster } from '../cluster/jobCluster.ts';
import type { Action } from '../decide/types.ts';

/**
 * Does what was decided, in order; each step may safely be done again after a failure in a later one.
 * @returns the resource as the last step left it
 */
export async function execute(
  job: SqlLintJob,
  actions: readonly Action[],
  world: { readonly cluster: JobCluster; readonly store: Store },
): Promise<SqlLintJob> {
  let current = job;
  for (const action of actions) current = (await executeOne(current, action, world)) ?? current;
  return current;
}

async function executeOne(
  job: SqlLintJob,
  action: Action,
  { cluster, store }: { readonly cluster: JobCluster; readonly store: Store },
): Promise<SqlLintJob | undefined> {
  switch (action.type) {
    case 'addFinalizer':
      return cluster.jobs.setFinalizer(job, true);
    case 'removeFinalizer':
      return cluster.jobs.setFinalizer(job, false);
    case 'insertRow':
      await store.jobs.insert(action.row);
      return undefined;
    case 'markProcessing':
      await store.jobs.markProcessing(action.jobId);
      return undefined;
    case 'failUnfinished':
      await store.tasks.failUnfinished(action.jobId, action.code, action.message);
      return undefined;
    case 'createWorkload':
      await cluster.workloads.create({ job, ...action });
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
