import { createHash } from 'node:crypto';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { EngineProfile } from './protocol.ts';

type EngineSettings = Pick<EffectiveProfile, 'dialect' | 'rules' | 'excludeRules' | 'noqa' | 'inlineConfig'>;

/** The part of a profile that decides what an engine finds, under a key that is equal for equal settings. */
export function engineProfileOf(profile: EngineSettings): EngineProfile {
  const settings = {
    dialect: profile.dialect,
    rules: profile.rules,
    excludeRules: profile.excludeRules,
    noqa: profile.noqa,
    inlineConfig: profile.inlineConfig,
  };
  return { key: createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16), ...settings };
}
