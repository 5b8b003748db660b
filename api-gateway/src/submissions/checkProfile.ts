import { type ProfileChoice, resolveProfile } from '@sqllint/core/profile/resolveProfile';
import { fieldProblem } from '../errors/parseFields.ts';
import { Problem } from '../errors/problem.ts';
import type { SubmissionOptions } from './schema.ts';

const fieldNames: Readonly<Record<keyof ProfileChoice, keyof SubmissionOptions>> = {
  profile: 'profile',
  dialect: 'dialect',
  rules: 'rules',
  excludeRules: 'exclude_rules',
  encoding: 'encoding',
};

/**
 * Refuses what the operator would refuse later, before anything is stored.
 * @throws Problem INVALID_REQUEST for an unknown profile, dialect, rule or encoding
 */
export function checkProfile(options: SubmissionOptions): void {
  const resolution = resolveProfile({
    profile: options.profile ?? 'default',
    dialect: options.dialect ?? undefined,
    rules: options.rules ?? undefined,
    excludeRules: options.exclude_rules ?? undefined,
    encoding: options.encoding ?? undefined,
  });
  if (resolution.ok) return;
  const field = fieldNames[resolution.field];
  const { errors = [] } = fieldProblem(field, options[field], resolution.message);
  throw new Problem('INVALID_REQUEST', `${resolution.message}.`, { errors });
}
