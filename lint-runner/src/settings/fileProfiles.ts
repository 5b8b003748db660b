import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { Source, SourceEntry } from '../source/types.ts';
import { boundConfigs } from './boundConfigs.ts';
import { folderProfiles, type NamedChoice } from './folderProfiles.ts';
import { readConfigs } from './readConfigs.ts';

/** Which profile each file of a source is analysed under. */
export interface FileProfiles {
  of(entry: Pick<SourceEntry, 'folder'>): EffectiveProfile;
  /** What of the source's `.sqlfluff` files does not count, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * Reads the `.sqlfluff` files of the source at the first call; later calls get the same profiles. A failure is not kept.
 * @param options.source opens the source
 */
export function openFileProfiles(options: {
  readonly profile: EffectiveProfile;
  readonly spec: NamedChoice;
  readonly source: () => Promise<Source>;
}): () => Promise<FileProfiles> {
  let opened: Promise<FileProfiles> | undefined;
  return () => {
    opened ??= readFileProfiles(options).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

async function readFileProfiles({
  profile,
  spec,
  source,
}: Parameters<typeof openFileProfiles>[0]): Promise<FileProfiles> {
  const { configFiles = [] } = await source();
  const { configs, warnings } = boundConfigs(await readConfigs(configFiles));
  const profileOf = folderProfiles(profile, spec, configs);
  return { of: ({ folder = '' }) => profileOf(folder), warnings };
}
