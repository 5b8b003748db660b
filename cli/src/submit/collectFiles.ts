import { basename } from 'node:path';
import { fs } from '../command/builtins.ts';
import { CommandError } from '../command/commandError.ts';
import { nameInArchive, uniqueNames } from './archiveNames.ts';
import { type CollectedFile, isSql, unreadable, walkFolder } from './walkFolder.ts';

/** What was given on the command line, looked at. */
export type Collected =
  | { readonly kind: 'zip'; readonly path: string }
  | { readonly kind: 'sql'; readonly path: string; readonly name: string }
  | { readonly kind: 'files'; readonly files: readonly CollectedFile[]; readonly links: number };

/**
 * Finds the SQL files of the paths, with the .sqlfluff files beside them in folders, sorted by their names in the archive. Symbolic links inside a folder are counted
 * and not followed; a path that is itself a link is followed, because it was named.
 * @throws CommandError for a path that is missing, cannot be read, or holds no SQL file
 */
export function collectFiles(paths: readonly string[]): Collected {
  const given = paths.map(lookAt);
  const [only, ...others] = given;
  if (only === undefined || others.length > 0 || only.isFolder) return collectSeveral(given);
  if (isZip(only.path)) return { kind: 'zip', path: only.path };
  return { kind: 'sql', path: only.path, name: basename(only.path) };
}

interface GivenPath {
  readonly path: string;
  readonly isFolder: boolean;
}

function lookAt(path: string): GivenPath {
  const stats = statOf(path);
  if (stats.isDirectory() || stats.isFile()) return { path, isFolder: stats.isDirectory() };
  throw new CommandError(`${path} is neither a file nor a folder.`);
}

function statOf(path: string) {
  try {
    return fs.statSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function collectSeveral(given: readonly GivenPath[]): Collected {
  const found = given.map((one) => collectOne(one, given.length === 1 ? '' : nameInArchive(one.path)));
  const files = found.flatMap((one) => one.files).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { kind: 'files', files: uniqueNames(files), links: found.reduce((sum, one) => sum + one.links, 0) };
}

function collectOne({ path, isFolder }: GivenPath, prefix: string) {
  if (!isFolder) {
    checkAmongOthers(path);
    return { files: [{ path, name: prefix }], links: 0 };
  }
  const folder = walkFolder(path, prefix);
  if (!folder.files.some(({ name }) => isSql(name)))
    throw new CommandError(`${path} holds no file whose name ends in .sql.`);
  return folder;
}

/** In an archive only *.sql entries are analysed: nothing that was named may be left out silently. */
function checkAmongOthers(path: string): void {
  if (isZip(path)) throw new CommandError(`${path} is a ZIP; send it alone.`);
  if (!isSql(path)) throw new CommandError(`The name of ${path} does not end in .sql; send it alone.`);
}

function isZip(path: string): boolean {
  return /\.zip$/i.test(path);
}
