import type { ProfileReader } from '@sqllint/core/cluster/jobResources';
import type { Logger } from '@sqllint/core/logging/logger';
import { checkProfile } from '@sqllint/core/profile/checkProfile';

/** Says of each profile that cannot be used which file it is in and what is wrong, before a job has to. */
export async function reportProfiles(profiles: ProfileReader, namespace: string, logger: Logger): Promise<void> {
  for (const profile of await profiles.listProfiles(namespace)) {
    const check = checkProfile(profile);
    if (check.ok) continue;
    const { name, file } = profile;
    logger.warn({ profile: name, file }, `profile "${name}" of ${file} cannot be used: ${check.problems.join(' ')}`);
  }
}
