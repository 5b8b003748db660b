import type { Settings } from '@sqllint/core/profile/types';
import { mostSettings } from '@sqllint/core/sqlfluff/settings';
import { settingsFor } from './folderProfiles.ts';
import { configLimits, type FolderConfig, type ReadConfigs } from './readConfigs.ts';

/**
 * Leaves out the `.sqlfluff` files with which too many files, or too many or too large settings, would count for one SQL
 * file. A profile is kept for each folder with such a file, its key is made of all its settings, and it goes to an engine
 * with each SQL file. Those further out count first: they concern more files.
 */
export function boundConfigs({ configs, warnings }: ReadConfigs): ReadConfigs {
  const kept: FolderConfig[] = [];
  const ignored: string[] = [];
  for (const config of configs.toSorted((a, b) => a.folder.length - b.folder.length)) {
    const problem = problemWith(config, kept);
    if (problem === undefined) kept.push(config);
    else ignored.push(`${config.fileName}: The file is ignored: ${problem}`);
  }
  return { configs: kept, warnings: [...warnings, ...ignored] };
}

function problemWith(config: FolderConfig, outer: readonly FolderConfig[]): string | undefined {
  const { files, settings } = settingsFor(config.folder, [...outer, config]);
  const { maxNested, maxMergedCharacters } = configLimits;
  if (files > maxNested) {
    return `${maxNested} .sqlfluff files in the folders above it count, and no more may. Put its settings into one of those.`;
  }
  const together = 'together with those in the folders above it, it has';
  const count = Object.keys(settings).length;
  if (count > mostSettings) {
    return `${together} ${count} settings; at most ${mostSettings} are allowed. Remove those that are not needed.`;
  }
  const characters = charactersOf(settings);
  if (characters > maxMergedCharacters) {
    return `${together} settings of ${characters} characters; at most ${maxMergedCharacters} are allowed. Remove those that are not needed.`;
  }
  return undefined;
}

/** UTF-16 units of names with their sections, and of values. */
function charactersOf(settings: Settings): number {
  return Object.entries(settings).reduce((sum, [path, value]) => sum + path.length + String(value).length, 0);
}
