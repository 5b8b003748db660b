import type { EffectiveProfile } from '@sqllint/core/profile/types';
import { resolveRuleReference, rules } from '@sqllint/core/sqlfluff/catalogue';

type ChosenRules = Pick<EffectiveProfile, 'rules' | 'excludeRules'>;

/** Profiles do not change, and one is asked about for every file of a job. */
const known = new WeakMap<ChosenRules, readonly string[]>();

/** The codes of the rules that a profile applies, sorted. */
export function rulesApplied(profile: ChosenRules): readonly string[] {
  const codes = known.get(profile) ?? findRules(profile);
  known.set(profile, codes);
  return codes;
}

function findRules(profile: ChosenRules): readonly string[] {
  const wanted = profile.rules.length === 0 ? rules.map((rule) => rule.code) : codesOf(profile.rules);
  const excluded = new Set(codesOf(profile.excludeRules));
  return [...new Set(wanted)].filter((code) => !excluded.has(code)).sort();
}

function codesOf(references: readonly string[]): readonly string[] {
  return references.flatMap((reference) => resolveRuleReference(reference));
}
