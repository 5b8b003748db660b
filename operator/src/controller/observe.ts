import type { ProfileReader } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import { isTerminalPhase } from '@sqllint/core/job/states';
import type { Logger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobProgress, Store } from '@sqllint/core/store/types';
import type { RunnerWorkloads } from '../cluster/workloads.ts';
import type { Observed } from '../decide/types.ts';
import { chooseProfile, holdsProfile } from './chooseProfile.ts';

interface Surroundings {
  readonly profiles: ProfileReader;
  readonly workloads: RunnerWorkloads;
  readonly store: Store;
  readonly logger: Logger;
}

/**
 * Looks at the workload before the tasks: a workload that has ended then has no task left to report, so that "ended, and
 * tasks are left" is never an accident of timing. The profile is looked for as long as the row does not hold it.
 */
export async function observe(job: SqlLintJob, world: Surroundings): Promise<Observed> {
  const workload = await world.workloads.observe(job);
  const { progress, needsProfile } = await observeRow(job, world);
  return { workload, progress, profile: needsProfile ? await chooseProfile(job, world.profiles) : undefined };
}

async function observeRow(
  job: SqlLintJob,
  { store, logger }: Surroundings,
): Promise<{ readonly progress: JobProgress | undefined | 'unavailable'; readonly needsProfile: boolean }> {
  const over = isTerminalPhase(job.status?.phase) || job.metadata.deletionTimestamp !== undefined;
  try {
    const progress = await store.jobs.progress(jobIdOf(job));
    return { progress, needsProfile: !over && (progress === undefined || !(await holdsProfile(job, store))) };
  } catch (error) {
    logger.warn({ err: error, job_id: jobIdOf(job) }, 'the database does not answer');
    return { progress: 'unavailable', needsProfile: false };
  }
}
