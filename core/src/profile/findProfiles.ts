import type { JobRef, ProfileReader } from '../cluster/jobResources.ts';
import type { FoundProfile } from '../resource/sqlLintProfile.ts';
import { defaultProfile } from './defaultProfile.ts';

/**
 * The profiles that `resolveProfile` needs for a job of that namespace, read live: the one that it names, or, so that the
 * refusal can tell what there is, all of them.
 */
export async function findProfiles(reader: ProfileReader, named: JobRef): Promise<readonly FoundProfile[]> {
  const found = await reader.getProfile(named);
  if (found !== undefined) return [found];
  return named.name === defaultProfile.name ? [] : await reader.listProfiles(named.namespace);
}
