import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommandError } from '../command/commandError.ts';

/** Held as long as a server works on a folder. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a data folder for this process. The lock is one that SQLite takes on a file of its own, because Node has no
 * `flock`: the kernel gives it up when the process ends, however it ends, so that no stale lock has to be judged.
 * @throws CommandError when another process has the folder
 */
export function lockFolder(dir: string): FolderLock {
  const pidFile = join(dir, 'server.pid');
  const database = new DatabaseSync(join(dir, 'server.lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new CommandError(
      `Another sqllint server${describeHolder(pidFile)} works on ${dir}; stop it, or choose another --data-dir.`,
      { cause: error },
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return { release: () => database.close() };
}

/** Only for the sentence: the file may be old, or being written. */
function describeHolder(pidFile: string): string {
  try {
    return ` (process ${Number.parseInt(readFileSync(pidFile, 'utf8'), 10)})`;
  } catch {
    return '';
  }
}
