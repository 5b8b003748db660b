import { jobIdOf } from '@sqllint/core/job/identity';
import type { Logger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Store } from '@sqllint/core/store/types';
import type { RunnerWorkloads } from '../cluster/workloads.ts';
import type { Observed } from '../decide/types.ts';

/**
 * Looks at the workload before the tasks: a workload that has ended then has no task left to report, so that "ended, and
 * tasks are left" is never an accident of timing.
 */
export async function observe(
  job: SqlLintJob,
  world: { readonly workloads: RunnerWorkloads; readonly store: Store; readonly logger: Logger },
): Promise<Observed> {
  const workload = await world.workloads.observe(job);
  try {
    return { workload, progress: await world.store.jobs.progress(jobIdOf(job)) };
  } catch (error) {
    world.logger.warn({ err: error, job_id: jobIdOf(job) }, 'the database does not answer');
    return { workload, progress: 'unavailable' };
  }
}
