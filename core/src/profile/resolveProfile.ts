import type { SqlLintJobSpec } from '../resource/sqlLintJob.ts';
import type { FoundProfile } from '../resource/sqlLintProfile.ts';
import { checkProfile } from './checkProfile.ts';
import { dialectProblem, encodingProblem, hint, rulesProblem, shown } from './choices.ts';
import { defaultProfile } from './defaultProfile.ts';
import type { EffectiveProfile } from './types.ts';

/** The fields of a spec that choose how its files are analysed. */
export type ProfileChoice = Pick<SqlLintJobSpec, 'profile' | 'dialect' | 'rules' | 'excludeRules' | 'encoding'>;

/** `InvalidProfile`: what is chosen cannot be used; `ProfileNotFound`: there is no profile of that name. */
export type ProfileRefusalReason = 'InvalidProfile' | 'ProfileNotFound';

export interface ProfileRefusal {
  readonly ok: false;
  readonly reason: ProfileRefusalReason;
  readonly field: keyof ProfileChoice;
  /** A sentence without its period, which names the field, the value and the remedy. */
  readonly message: string;
}

export type ProfileResolution = { readonly ok: true; readonly profile: EffectiveProfile } | ProfileRefusal;

/**
 * The profile that a spec asks for, with the spec's own fields above it. Gateway and operator both ask here, so that a
 * bad choice reads the same over HTTP and in the resource.
 * @param profiles those of the namespace, as `findProfiles` gives them; one named `default` replaces the built-in one
 */
export function resolveProfile(choice: ProfileChoice, profiles: readonly FoundProfile[] = []): ProfileResolution {
  const base = namedProfile(choice.profile, profiles);
  if (!base.ok) return base;
  const problem =
    refusal('dialect', dialectProblem('dialect', choice.dialect)) ??
    refusal('rules', rulesProblem('rules', choice.rules)) ??
    refusal('excludeRules', rulesProblem('excludeRules', choice.excludeRules)) ??
    refusal('encoding', encodingProblem('encoding', choice.encoding));
  if (problem !== undefined) return problem;
  const { profile } = base;
  return {
    ok: true,
    profile: {
      ...profile,
      dialect: choice.dialect ?? profile.dialect,
      rules: choice.rules ?? profile.rules,
      excludeRules: choice.excludeRules ?? profile.excludeRules,
      encoding: choice.encoding?.toLowerCase() ?? profile.encoding,
    },
  };
}

function namedProfile(name: string, profiles: readonly FoundProfile[]): ProfileResolution {
  const found = profiles.find((profile) => profile.name === name);
  if (found === undefined) {
    return name === defaultProfile.name ? { ok: true, profile: defaultProfile } : notFound(name, profiles);
  }
  const check = checkProfile(found);
  if (check.ok) return check;
  const message = `profile "${shown(name)}" cannot be used: ${inShort(check.problems)}`;
  return { ok: false, reason: 'InvalidProfile', field: 'profile', message };
}

const mostNames = 20;

function notFound(name: string, profiles: readonly FoundProfile[]): ProfileRefusal {
  const names = [...new Set([defaultProfile.name, ...profiles.map((profile) => profile.name)])].sort();
  const listed = names.slice(0, mostNames).map((each) => `"${shown(each)}"`);
  const more = names.length > mostNames ? `, and ${names.length - mostNames} more` : '';
  return {
    ok: false,
    reason: 'ProfileNotFound',
    field: 'profile',
    message: `profile "${shown(name)}" does not exist; ${hint(name, names)}use one of ${listed.join(', ')}${more}`,
  };
}

const mostProblems = 3;

/** The first problems; whoever mends the profile sees them all there. */
function inShort(problems: readonly string[]): string {
  const more = problems.length > mostProblems ? ` And ${problems.length - mostProblems} more.` : '';
  return `${problems.slice(0, mostProblems).join(' ')}${more}`.replace(/\.$/, '');
}

function refusal(field: keyof ProfileChoice, message: string | undefined): ProfileRefusal | undefined {
  return message === undefined ? undefined : { ok: false, reason: 'InvalidProfile', field, message };
}
