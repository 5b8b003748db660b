import { createHash } from 'node:crypto';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { EngineProfile } from './protocol.ts';

type EngineSettings = Pick<EffectiveProfile, 'dialect' | 'rules' | 'excludeRules' | 'parser' | 'noqa' | 'settings'>;

/** Profiles do not change, and one is asked about for every file of a job. */
const knownProfiles = new WeakMap<EngineSettings, EngineProfile>();

/** The part of a profile that decides what an engine finds, under a key that is equal for equal settings. */
export function engineProfileOf(profile: EngineSettings): EngineProfile {
  const known = knownProfiles.get(profile);
  if (known !== undefined) return known;
  const engineProfile = newEngineProfile(profile);
  knownProfiles.set(profile, engineProfile);
  return engineProfile;
}

function newEngineProfile(profile: EngineSettings): EngineProfile {
  const settings = {
    dialect: profile.dialect,
    rules: profile.rules,
    excludeRules: profile.excludeRules,
    parser: profile.parser,
    noqa: profile.noqa,
    settings: profile.settings,
  };
  return { key: createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16), ...settings };
}
