import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandError } from '../command/commandError.ts';

/** The one namespace of a standalone server. */
export const namespace = 'default';

/** Where a standalone server keeps what it has. */
export interface DataFolder {
  readonly root: string;
  /** The store's URL when no other database is given. */
  readonly databaseUrl: string;
  /** The SQLite file with the custom resources. */
  readonly clusterPath: string;
  /** The namespace's folder on the share. */
  readonly shareDir: string;
  /** YAML files with SqlLintProfiles, unless another folder is given. */
  readonly profilesDir: string;
}

/** Submissions and results are for the server's user alone. */
const privateMode = 0o700;

/**
 * Makes the folders. Who may enter a root that is there already is its owner's choice.
 * @throws CommandError when they cannot be made
 */
export function prepareDataFolder(root: string): DataFolder {
  const shareDir = join(root, 'share', namespace);
  const profilesDir = join(root, 'profiles');
  try {
    // Folders above it, if any are missing, are not ours to close.
    mkdirSync(dirname(root), { recursive: true });
    mkdirSync(root, { recursive: true, mode: privateMode });
    mkdirSync(join(shareDir, 'archives'), { recursive: true });
    mkdirSync(profilesDir, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The data folder ${root} cannot be made: ${reason}.`, { cause: error });
  }
  return {
    root,
    databaseUrl: `sqlite://${pathToFileURL(join(root, 'sqllint.db')).pathname}`,
    clusterPath: join(root, 'cluster.db'),
    shareDir,
    profilesDir,
  };
}
