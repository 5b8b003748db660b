import type { ProfileReader } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import { isTerminalPhase } from '@sqllint/core/job/states';
import type { Logger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobProgress, Store } from '@sqllint/core/store/types';
import type { RunnerPool } from '../cluster/runnerPool.ts';
import type { RunnerWorkloads, Workload } from '../cluster/workloads.ts';
import { usesPool } from '../decide/lane.ts';
import type { DecisionSettings, Observed } from '../decide/types.ts';
import { chooseProfile } from './chooseProfile.ts';

interface Surroundings {
  readonly profiles: ProfileReader;
  readonly workloads: RunnerWorkloads;
  readonly pool?: RunnerPool | undefined;
  readonly store: Store;
  readonly logger: Logger;
  readonly settings: Pick<DecisionSettings, 'poolLane'>;
}

/**
 * Looks at the workload before the tasks: a workload that has ended then has no task left to report, so that "ended, and
 * tasks are left" is never an accident of timing. The profile is looked for as long as the row does not hold it.
 */
export async function observe(job: SqlLintJob, world: Surroundings): Promise<Observed> {
  const workload = usesPool(job, world.settings) ? workloadOfPool(job, world) : await world.workloads.observe(job);
  // Of a job that is over, only what its runners do still matters.
  if (isTerminalPhase(job.status?.phase)) return { workload, progress: undefined, profile: undefined };
  const { progress, needsProfile } = await observeRow(job, world);
  return {
    workload,
    progress,
    profile: needsProfile ? await chooseProfile(job, world.profiles, world.settings) : undefined,
  };
}

/** The namespace's warm runners, seen as those of the job. */
function workloadOfPool(job: SqlLintJob, { pool }: Surroundings): Workload | undefined {
  if (pool === undefined) return undefined;
  const { active, troubles } = pool.view(job.metadata.namespace);
  const createdAt = Date.parse(job.metadata.creationTimestamp);
  return {
    attempt: 1,
    state: active > 0 ? 'running' : 'pending',
    createdAt,
    parallelism: 1,
    active,
    succeeded: 0,
    failed: 0,
    // What has kept others waiting for long has kept a new job waiting for a moment.
    troubles: troubles.map((trouble) => ({ ...trouble, since: Math.max(trouble.since, createdAt) })),
  };
}

async function observeRow(
  job: SqlLintJob,
  { store, logger }: Surroundings,
): Promise<{ readonly progress: JobProgress | undefined | 'unavailable'; readonly needsProfile: boolean }> {
  try {
    const progress = await store.jobs.progress(jobIdOf(job));
    const isLeaving = job.metadata.deletionTimestamp !== undefined;
    // The row keeps its profile whatever becomes of the SqlLintProfile.
    return { progress, needsProfile: !isLeaving && !progress?.hasProfile };
  } catch (error) {
    logger.warn({ err: error, job_id: jobIdOf(job) }, 'the database does not answer');
    return { progress: 'unavailable', needsProfile: false };
  }
}
