import type { ProfileReader } from '@sqllint/core/cluster/jobResources';
import { findProfiles } from '@sqllint/core/profile/findProfiles';
import { type ProfileResolution, resolveProfile } from '@sqllint/core/profile/resolveProfile';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { usesPool } from '../decide/lane.ts';
import type { DecisionSettings } from '../decide/types.ts';

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
