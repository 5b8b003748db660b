import type { SqlLintJobSpec } from '../resource/sqlLintJob.ts';
import { dialects, isKnownDialect, resolveRuleReference, rules, suggest } from '../sqlfluff/catalogue.ts';
import { defaultProfile } from './defaultProfile.ts';
import { encodings, isEncodingName } from './encodings.ts';
import type { EffectiveProfile } from './types.ts';

/** The fields of a spec that choose how its files are analysed. */
export type ProfileChoice = Pick<SqlLintJobSpec, 'profile' | 'dialect' | 'rules' | 'excludeRules' | 'encoding'>;

export type ProfileResolution =
  | { readonly ok: true; readonly profile: EffectiveProfile }
  | { readonly ok: false; readonly field: keyof ProfileChoice; readonly message: string };

/**
 * The profile that a spec asks for, or a sentence that names the field, the value and the remedy. Gateway and operator
 * both ask here, so that a bad choice reads the same over HTTP and in the resource.
 */
export function resolveProfile(choice: ProfileChoice): ProfileResolution {
  const problem =
    profileProblem(choice.profile) ??
    dialectProblem(choice.dialect) ??
    rulesProblem('rules', choice.rules) ??
    rulesProblem('excludeRules', choice.excludeRules) ??
    encodingProblem(choice.encoding);
  if (problem !== undefined) return problem;
  return {
    ok: true,
    profile: {
      ...defaultProfile,
      dialect: choice.dialect ?? defaultProfile.dialect,
      rules: choice.rules ?? defaultProfile.rules,
      excludeRules: choice.excludeRules ?? defaultProfile.excludeRules,
      encoding: choice.encoding?.toLowerCase() ?? defaultProfile.encoding,
    },
  };
}

type Problem = Extract<ProfileResolution, { ok: false }>;

function profileProblem(name: string): Problem | undefined {
  if (name === defaultProfile.name) return undefined;
  return {
    ok: false,
    field: 'profile',
    message: `profile "${shown(name)}" does not exist; this installation offers "${defaultProfile.name}"`,
  };
}

function dialectProblem(label: string | undefined): Problem | undefined {
  if (label === undefined || isKnownDialect(label)) return undefined;
  const labels = dialects.map((dialect) => dialect.label);
  return {
    ok: false,
    field: 'dialect',
    message: `dialect "${shown(label)}" is unknown; ${hint(label, labels)}use one of ${labels.join(', ')}`,
  };
}

function rulesProblem(field: 'rules' | 'excludeRules', references: readonly string[] | undefined): Problem | undefined {
  const unknown = references?.find((reference) => resolveRuleReference(reference).length === 0);
  if (unknown === undefined) return undefined;
  const known = rules.flatMap((rule) => [rule.code, rule.name]);
  return {
    ok: false,
    field,
    message: `${field} holds "${shown(unknown)}", which no rule matches; ${hint(unknown, known)}use a code such as LT01, a name such as layout.spacing, or a group such as layout`,
  };
}

function encodingProblem(encoding: string | undefined): Problem | undefined {
  if (encoding === undefined || isEncodingName(encoding.toLowerCase())) return undefined;
  return {
    ok: false,
    field: 'encoding',
    message: `encoding "${shown(encoding)}" is unknown; use one of ${encodings.join(', ')}`,
  };
}

function hint(word: string, candidates: readonly string[]): string {
  const suggestion = suggest(word, candidates);
  return suggestion === undefined ? '' : `did you mean "${suggestion}"? Otherwise `;
}

/** A value from outside, cut so that a message stays a sentence. */
function shown(value: string): string {
  return value.length > 64 ? `${value.slice(0, 64)}…` : value;
}
