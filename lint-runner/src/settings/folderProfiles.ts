import type { EffectiveProfile, Settings } from '@sqllint/core/profile/types';
import { settingOfField, withSettings } from '@sqllint/core/profile/withSettings';
import type { FolderConfig } from './readConfigs.ts';

/** The fields of a job that no file of its source overrules. */
export interface NamedChoice {
  readonly dialect?: string | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly excludeRules?: readonly string[] | undefined;
}

/**
 * The profile of the files in a folder: what the job itself names counts before the folder's `.sqlfluff`, this before
 * those of the folders above, and all of them before the job's profile.
 * @param profile of the job, with what it names
 * @returns the same object when no configuration file lies above the folder
 */
export function profileForFolder(
  profile: EffectiveProfile,
  spec: NamedChoice,
  configs: readonly FolderConfig[],
  folder: string,
): EffectiveProfile {
  const { settings } = settingsFor(folder, configs);
  return withSettings(profile, unnamed(settings, spec));
}

/** What the configuration files in a folder and above it say, the nearest first, and how many files these are. */
export function settingsFor(
  folder: string,
  configs: readonly FolderConfig[],
): { readonly files: number; readonly settings: Settings } {
  const above = configs.filter((config) => isIn(folder, config.folder));
  const nearestLast = above.toSorted((a, b) => a.folder.length - b.folder.length);
  const settings: Settings = Object.assign({}, ...nearestLast.map((config) => config.settings));
  return { files: above.length, settings };
}

function isIn(folder: string, outer: string): boolean {
  return outer === '' || folder === outer || folder.startsWith(`${outer}/`);
}

function unnamed(settings: Settings, spec: NamedChoice): Settings {
  const named = Object.entries(settingOfField).filter(([field]) => isNamed(spec[field as keyof NamedChoice]));
  const without: ReadonlySet<string> = new Set(named.map(([, setting]) => setting));
  return Object.fromEntries(Object.entries(settings).filter(([path]) => !without.has(path)));
}

/** An empty list names nothing. */
function isNamed(choice: string | readonly string[] | undefined): boolean {
  return choice !== undefined && choice.length > 0;
}

/** Gives the files of one folder one profile, and so those of all folders below the same configuration files. */
export function folderProfiles(
  profile: EffectiveProfile,
  spec: NamedChoice,
  configs: readonly FolderConfig[],
): (folder: string) => EffectiveProfile {
  const nearestOf = nearestFolder(configs.map((config) => config.folder));
  const known = new Map<string, EffectiveProfile>();
  return (folder) => {
    const nearest = nearestOf(folder);
    if (nearest === undefined) return profile;
    const found = known.get(nearest) ?? profileForFolder(profile, spec, configs, nearest);
    known.set(nearest, found);
    return found;
  };
}

/**
 * Finds the folder with a configuration file that is the asked one or the nearest above it. Only lengths that such a
 * folder has are tried: a name in an archive may have tens of thousands of parts.
 */
function nearestFolder(configured: readonly string[]): (folder: string) => string | undefined {
  const folders = new Set(configured);
  const lengths = [...new Set(configured.map((folder) => folder.length))].sort((a, b) => b - a);
  return (folder) => {
    const ends = (length: number) => length === 0 || length === folder.length || folder[length] === '/';
    const found = lengths.find((length) => ends(length) && folders.has(folder.slice(0, length)));
    return found === undefined ? undefined : folder.slice(0, found);
  };
}
