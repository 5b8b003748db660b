import { hash } from 'node:crypto';
import { fallbackEncodings } from './encodings.ts';
import type { EffectiveProfile } from './types.ts';

/** All that can change an analysis, and whose it is. */
export interface ResultIdentity {
  /** A result file lies below the folder of one namespace, and nobody learns from timing what another one has. */
  readonly namespace: string;
  /** Of the file's bytes, lower-case hexadecimal. */
  readonly contentSha256: string;
  readonly profile: EffectiveProfile;
  /** Changes whenever equal input could give another result. */
  readonly engineVersion: string;
}

/**
 * The key of a result. The gate and the largest size judge or prevent an analysis without changing it, the profile's name
 * is only a name, and where its pods run changes nothing: they are not part of it.
 * @returns lower-case hexadecimal SHA-256
 */
export function resultKeyOf({ namespace, contentSha256, profile, engineVersion }: ResultIdentity): string {
  return hash('sha256', `${namespace}\n${contentSha256}\n${analysisKeyOf(profile)}\n${engineVersion}`, 'hex');
}

/** Profiles do not change, and one is asked about for every file of a job. */
const knownKeys = new WeakMap<EffectiveProfile, string>();

/** Equal for profiles under which every text gives the same result. */
function analysisKeyOf(profile: EffectiveProfile): string {
  const known = knownKeys.get(profile);
  if (known !== undefined) return known;
  const key = newAnalysisKey(profile);
  knownKeys.set(profile, key);
  return key;
}

function newAnalysisKey(profile: EffectiveProfile): string {
  const { dialect, templater, parser, noqa, inlineConfig } = profile;
  const { chunkAboveBytes } = profile.limits;
  const encoding = profile.encoding === 'auto' ? ['auto', ...fallbackEncodings] : profile.encoding;
  const settings = Object.entries(profile.settings).sort(([a], [b]) => (a < b ? -1 : 1));
  const severities = Object.entries(profile.severities).sort(([a], [b]) => (a < b ? -1 : 1));
  const rules = [...profile.rules].sort();
  const excludeRules = [...profile.excludeRules].sort();
  const choices = { dialect, encoding, templater, parser, noqa, inlineConfig, chunkAboveBytes };
  return hash('sha256', JSON.stringify({ ...choices, rules, excludeRules, severities, settings }), 'hex');
}
