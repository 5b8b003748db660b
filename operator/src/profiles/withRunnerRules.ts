import type { ProfileReader } from '@sqllint/core/cluster/jobResources';
import { type ProfileRunner, profileRunnerSchema } from '@sqllint/core/resource/profileRunner';
import type { FoundProfile } from '@sqllint/core/resource/sqlLintProfile';
import { disallowedRunner, type RunnerRules } from '../kubernetes/disallowedRunner.ts';

/** A profile with what the installation does not let it say, so that whoever checks it says that too. */
export function withRefusals<T extends FoundProfile>(profile: T, rules: RunnerRules): T {
  const runner = runnerOf(profile.spec);
  const refusals = disallowedRunner(runner, rules);
  return refusals.length === 0 ? profile : { ...profile, refusals };
}

/** The same for whoever reads profiles. */
export function withRunnerRules<T extends ProfileReader>(reader: T, rules: RunnerRules): T {
  return {
    ...reader,
    getProfile: async (ref) => {
      const found = await reader.getProfile(ref);
      return found && withRefusals(found, rules);
    },
    listProfiles: async (namespace) =>
      (await reader.listProfiles(namespace)).map((profile) => withRefusals(profile, rules)),
  };
}

/** What is no `runner` at all, its schema refuses in better words. */
function runnerOf(spec: unknown): ProfileRunner | undefined {
  const { runner } = (spec ?? {}) as { runner?: unknown };
  const parsed = profileRunnerSchema.safeParse(runner);
  return parsed.success ? parsed.data : undefined;
}
