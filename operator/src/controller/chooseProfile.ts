import type { ProfileReader } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import { findProfiles } from '@sqllint/core/profile/findProfiles';
import { type ProfileResolution, resolveProfile } from '@sqllint/core/profile/resolveProfile';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Store } from '@sqllint/core/store/types';
import { usesPool } from '../decide/lane.ts';
import type { DecisionSettings } from '../decide/types.ts';

/**
 * Whether the profile of a job is in its row, where it stays whatever becomes of the SqlLintProfile. A row without one
 * is that of a job whose profile was refused, and whose end could not be stored any more.
 */
export async function holdsProfile(job: SqlLintJob, store: Pick<Store, 'jobs'>): Promise<boolean> {
  if (job.status?.workload !== undefined) return true;
  return Boolean((await store.jobs.get(jobIdOf(job)))?.profile);
}

/**
 * The profile that the job asks for, as the profiles of its namespace are now. Warm runners serve all profiles where they
 * are: a profile that says where its SQL may be analysed must not have it analysed there.
 */
export async function chooseProfile(
  job: SqlLintJob,
  profiles: ProfileReader,
  settings: Pick<DecisionSettings, 'poolLane'>,
): Promise<ProfileResolution> {
  const named = { namespace: job.metadata.namespace, name: job.spec.profile };
  const resolution = resolveProfile(job.spec, await findProfiles(profiles, named));
  if (!resolution.ok || resolution.profile.runner === undefined || !usesPool(job, settings)) return resolution;
  const message = `profile "${named.name}" says by spec.runner where its pods run, which warm runners cannot heed; set execution to Job`;
  return { ok: false, reason: 'InvalidProfile', field: 'profile', message };
}
