import type { EffectiveProfile } from '@sqllint/core/profile/types';
import { resolveRuleReference, rules } from '@sqllint/core/sqlfluff/catalogue';

/** The codes of the rules that a profile applies, sorted. */
export function rulesApplied(profile: Pick<EffectiveProfile, 'rules' | 'excludeRules'>): readonly string[] {
  const wanted = profile.rules.length === 0 ? rules.map((rule) => rule.code) : codesOf(profile.rules);
  const excluded = new Set(codesOf(profile.excludeRules));
  return [...new Set(wanted)].filter((code) => !excluded.has(code)).sort();
}

function codesOf(references: readonly string[]): readonly string[] {
  return references.flatMap((reference) => resolveRuleReference(reference));
}
