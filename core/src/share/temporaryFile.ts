import { randomUUID } from 'node:crypto';
import { constants, type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { childPath, type Folder, openFolder, openFolderIn } from './folder.ts';

/** Half-written files live here, beside what they will become; never seen by readers, swept when they are old. */
export const temporaryFolder = '.tmp';

const newFileFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

interface WholeFile<Result> {
  readonly root: string;
  /** `submissions` or `results`: the first segment, which the temporary file shares. */
  readonly area: string;
  /** Below the area; at least one segment. */
  readonly folder: readonly string[];
  readonly fileName: string;
  readonly write: (file: FileHandle) => Promise<Result>;
}

/**
 * Writes a file that appears whole or not at all: a temporary name, fsync, rename, fsync of the folder. Concurrent
 * writers of the same file leave the file of one of them.
 * @throws what `write` throws, after removing the temporary file; file system errors
 */
export async function writeWhole<Result>(options: WholeFile<Result>): Promise<Result> {
  const area = await openFolder(options.root, [options.area], { create: true });
  try {
    const temporary = await openFolderIn(area, [temporaryFolder], { create: true });
    try {
      return await writeBelow(area, temporary, options);
    } finally {
      await temporary.handle.close();
    }
  } finally {
    await area.handle.close();
  }
}

async function writeBelow<Result>(
  area: Folder,
  temporary: Folder,
  { folder, fileName, write }: Omit<WholeFile<Result>, 'root' | 'area'>,
): Promise<Result> {
  const temporaryPath = childPath(temporary, randomUUID());
  try {
    const result = await writeSynced(temporaryPath, write);
    await moveInto(area, folder, fileName, temporaryPath);
    return result;
  } catch (error) {
    await unlink(temporaryPath).catch(() => undefined);
    throw error;
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

async function moveInto(area: Folder, folder: readonly string[], fileName: string, from: string): Promise<void> {
  const target = await openFolderIn(area, folder, { create: true });
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
