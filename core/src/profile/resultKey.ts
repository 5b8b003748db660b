import { createHash } from 'node:crypto';
import type { EffectiveProfile } from './types.ts';

/**
 * The key of a result: whatever can change an analysis is in it, and nothing else. The gate and the limits judge or
 * prevent an analysis without changing it; the profile's name is only a name.
 * @param contentSha256 of the file's bytes, lower-case hexadecimal
 * @param engineVersion changes whenever equal input could give another result
 * @returns lower-case hexadecimal SHA-256
 */
export function resultKeyOf(contentSha256: string, profile: EffectiveProfile, engineVersion: string): string {
  return createHash('sha256')
    .update(`${contentSha256}\n${analysisKeyOf(profile)}\n${engineVersion}`)
    .digest('hex');
}

/** Profiles do not change, and one is asked about for every file of a job. */
const knownKeys = new WeakMap<EffectiveProfile, string>();

/** Equal for profiles under which every text gives the same result. */
export function analysisKeyOf(profile: EffectiveProfile): string {
  const known = knownKeys.get(profile);
  if (known !== undefined) return known;
  const key = newAnalysisKey(profile);
  knownKeys.set(profile, key);
  return key;
}

function newAnalysisKey(profile: EffectiveProfile): string {
  const { dialect, encoding, templater, noqa, inlineConfig } = profile;
  const severities = Object.entries(profile.severities).sort(([a], [b]) => (a < b ? -1 : 1));
  const rules = [...profile.rules].sort();
  const excludeRules = [...profile.excludeRules].sort();
  const text = JSON.stringify({ dialect, encoding, templater, noqa, inlineConfig, rules, excludeRules, severities });
  return createHash('sha256').update(text).digest('hex');
}
