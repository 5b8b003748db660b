import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommandError } from '../command/commandError.ts';
import { errorCode } from '../command/errorCode.ts';

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
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(dir, 'server.lock'), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    database?.close();
    throw new CommandError(isBusy(error) ? inUse(dir, pidFile) : unusable(dir, error), { cause: error });
  }
  const held = database;
  return { release: () => held.close() };
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === sqliteBusy;
}

function inUse(dir: string, pidFile: string): string {
  return `Another sqllint server${describeHolder(pidFile)} works on ${dir}; stop it, or choose another --data-dir.`;
}

function unusable(dir: string, error: unknown): string {
  const reason = errorCode(error) === undefined ? String(error) : (error as Error).message;
  return `The data folder ${dir} cannot be written (${reason}); choose another --data-dir, or change its owner.`;
}

/** Only for the sentence: the file may be old, or being written. */
function describeHolder(pidFile: string): string {
  try {
    return ` (process ${Number.parseInt(readFileSync(pidFile, 'utf8'), 10)})`;
  } catch {
    return '';
  }
}
