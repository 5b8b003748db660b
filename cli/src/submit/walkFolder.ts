import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { fs } from '../command/builtins.ts';
import { CommandError } from '../command/commandError.ts';
import { errorCode } from '../command/errorCode.ts';

/** One file on its way into an archive. */
export interface CollectedFile {
  /** As the person would write it: below the path that was given. Printed with each violation. */
  readonly path: string;
  /** Its name inside the archive. */
  readonly name: string;
}

export interface WalkedFolder {
  readonly files: readonly CollectedFile[];
  /** Symbolic links that were not followed. */
  readonly links: number;
}

/** Its settings count on the server, as far as users may set them. */
const configFileName = '.sqlfluff';

/**
 * All *.sql files below a folder, and its .sqlfluff files.
 * @param prefix put before their names in the archive; empty for none
 * @throws CommandError for a folder that cannot be read, or a name that is not UTF-8
 */
export function walkFolder(folder: string, prefix: string): WalkedFolder {
  const entries = [...entriesBelow({ path: folder, name: prefix })];
  return {
    files: entries.filter(({ entry }) => entry.isFile() && isWanted(entry.name)).map(({ file }) => checkName(file)),
    links: entries.filter(({ entry }) => entry.isSymbolicLink()).length,
  };
}

function* entriesBelow(folder: CollectedFile): Generator<{ readonly entry: Dirent; readonly file: CollectedFile }> {
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of readFolder(next.path)) {
      const name = next.name === '' ? entry.name : `${next.name}/${entry.name}`;
      const file = { path: join(next.path, entry.name), name };
      if (entry.isDirectory()) pending.push(file);
      else yield { entry, file };
    }
  }
}

function isWanted(name: string): boolean {
  return isSql(name) || name === configFileName;
}

function readFolder(path: string): Dirent[] {
  try {
    return fs.readdirSync(path, { withFileTypes: true });
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Node shows bytes that are not UTF-8 as U+FFFD, under which name the file cannot be opened. */
function checkName(file: CollectedFile): CollectedFile {
  if (!file.name.includes('\ufffd')) return file;
  throw new CommandError(`The name of ${file.path} is not UTF-8; rename it, or send a ZIP.`);
}

export function isSql(path: string): boolean {
  return /\.sql$/i.test(path);
}

/** The sentence for a path that cannot be opened. */
export function unreadable(path: string, error: unknown): CommandError {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new CommandError(`${path} does not exist.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new CommandError(`${path} may not be read.`, { cause: error });
  return new CommandError(`${path} cannot be read (${code ?? String(error)}).`, { cause: error });
}
