import { randomUUID } from 'node:crypto';
import { link, opendir, rename, stat, unlink } from 'node:fs/promises';
import { errorCodeOf } from '../share/errors.ts';
import { childPath, openFolder } from '../share/folder.ts';
import { temporaryFolder } from '../share/temporaryFile.ts';
import { openIfThere } from './openIfThere.ts';

const area = 'results';
const resultFile = /^([0-9a-f]{64})\.json$/;

/** The keys of the result files in the namespace's folder, some hundred at a time, each batch of one subfolder. */
export async function* resultKeysOf(root: string, batch = 500): AsyncGenerator<readonly string[]> {
  for (let index = 0; index < 256; index += 1) {
    const prefix = index.toString(16).padStart(2, '0');
    yield* keysIn(root, prefix, batch);
  }
}

async function* keysIn(root: string, prefix: string, batch: number): AsyncGenerator<readonly string[]> {
  const folder = await openIfThere(root, [area, prefix]);
  if (folder === undefined) return;
  try {
    let keys: string[] = [];
    for await (const entry of await opendir(childPath(folder, '.'))) {
      const [, key] = resultFile.exec(entry.name) ?? [];
      if (key === undefined || !key.startsWith(prefix) || !entry.isFile()) continue;
      keys.push(key);
      if (keys.length < batch) continue;
      yield keys;
      keys = [];
    }
    if (keys.length > 0) yield keys;
  } finally {
    await folder.handle.close();
  }
}

/**
 * Removes the file of a result that the database does not have, unless it was written lately: then a runner is about to
 * store its row. As files can be removed by name only, and a runner may exchange the file between the look and the removal,
 * it is moved away, looked at, and put back when it is not the old one.
 * @param writtenBefore milliseconds since the epoch, by the clock of the share
 */
export async function removeResultFile(root: string, key: string, writtenBefore: number): Promise<boolean> {
  const name = `${key}.json`;
  const folder = await openIfThere(root, [area, key.slice(0, 2)]);
  if (folder === undefined) return false;
  try {
    const temporary = await openFolder(root, [area, temporaryFolder], { create: true });
    try {
      return await moveAway(childPath(folder, name), childPath(temporary, randomUUID()), writtenBefore);
    } finally {
      await temporary.handle.close();
    }
  } finally {
    await folder.handle.close();
  }
}

async function moveAway(path: string, away: string, writtenBefore: number): Promise<boolean> {
  try {
    if ((await stat(path)).mtimeMs > writtenBefore) return false;
    await rename(path, away);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
  const isOld = (await stat(away)).mtimeMs <= writtenBefore;
  if (!isOld) await link(away, path).catch(unlessThere);
  await unlink(away);
  return isOld;
}

/** Yet another writer was faster, with the same content. */
function unlessThere(error: unknown): void {
  if (errorCodeOf(error) !== 'EEXIST') throw error;
}
