import { randomUUID } from 'node:crypto';
import { constants, type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { childPath, type Folder, openFolder } from './folder.ts';

/** Half-written files live here, beside what they will become; never seen by readers, swept when they are old. */
export const temporaryFolder = '.tmp';

const newFileFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes a file that appears whole or not at all: a temporary name, fsync, rename, fsync of the folder. Concurrent
 * writers of the same file leave the file of one of them.
 * @param options.area `submissions` or `results`: the first segment, which the temporary file shares
 * @throws what `write` throws, after removing the temporary file; file system errors
 */
export async function writeWhole<Result>(options: {
  readonly root: string;
  readonly area: string;
  readonly folder: readonly string[];
  readonly fileName: string;
  readonly write: (file: FileHandle) => Promise<Result>;
}): Promise<Result> {
  const { root, area } = options;
  const temporary = await openFolder(root, [area, temporaryFolder], { create: true });
  const temporaryPath = childPath(temporary, randomUUID());
  try {
    const result = await writeSynced(temporaryPath, options.write);
    await moveInto(root, [area, ...options.folder], options.fileName, temporaryPath);
    return result;
  } catch (error) {
    await unlink(temporaryPath).catch(() => undefined);
    throw error;
  } finally {
    await temporary.handle.close();
  }
}

async function writeSynced<Result>(path: string, write: (file: FileHandle) => Promise<Result>): Promise<Result> {
  const file = await open(path, newFileFlags, 0o644);
  try {
    const result = await write(file);
    await file.datasync();
    return result;
  } finally {
    await file.close();
  }
}

async function moveInto(root: string, folder: readonly string[], fileName: string, from: string): Promise<void> {
  const target = await openFolder(root, folder, { create: true });
  try {
    await rename(from, childPath(target, fileName));
    await target.handle.sync();
  } finally {
    await target.handle.close();
  }
}

/**
 * Removes temporary files that were not touched for so long that their writer must be dead.
 * @returns how many were removed
 */
export async function sweepTemporary(root: string, area: string, olderThan: number): Promise<number> {
  const folder = await openFolder(root, [area, temporaryFolder], { create: false }).catch(() => undefined);
  if (folder === undefined) return 0;
  try {
    const names = await readdir(childPath(folder, '.'));
    const removed = await Promise.all(names.map((name) => removeOld(folder, name, olderThan)));
    return removed.filter(Boolean).length;
  } finally {
    await folder.handle.close();
  }
}

async function removeOld(folder: Folder, name: string, olderThan: number): Promise<boolean> {
  const path = childPath(folder, name);
  try {
    if ((await stat(path)).mtimeMs >= olderThan) return false;
    await unlink(path);
    return true;
  } catch {
    // Another sweep, or the writer itself, was faster.
    return false;
  }
}
