import type { ProfileReader } from '@sqllint/core/cluster/jobResources';
import { findProfiles } from '@sqllint/core/profile/findProfiles';
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
 * @throws Problem INVALID_REQUEST for an unknown dialect, rule or encoding, and for a profile that is not there or not valid
 * @throws ClusterUnavailableError when the profiles cannot be read
 */
export async function checkProfile(
  options: SubmissionOptions,
  { resources, namespace }: { readonly resources: ProfileReader; readonly namespace: string },
): Promise<void> {
  const name = options.profile ?? 'default';
  const choice: ProfileChoice = {
    profile: name,
    dialect: options.dialect ?? undefined,
    rules: options.rules ?? undefined,
    excludeRules: options.exclude_rules ?? undefined,
    encoding: options.encoding ?? undefined,
  };
  const resolution = resolveProfile(choice, await findProfiles(resources, { namespace, name }));
  if (resolution.ok) return;
  const field = fieldNames[resolution.field];
  const { errors = [] } = fieldProblem(field, options[field], resolution.message);
  throw new Problem('INVALID_REQUEST', `${resolution.message}.`, { errors });
}
