import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { errorCodeOf } from '../share/errors.ts';
import { childPath } from '../share/folder.ts';
import { openIfThere } from './openIfThere.ts';

const area = 'submissions';

/** Years, months and days as the gateway names them; nothing else below `submissions/` is looked at. */
const levels = [/^\d{4}$/, /^\d{2}$/, /^\d{2}$/] as const;

/** The folders of submissions, `submissions/<yyyy>/<mm>/<dd>/<name>`, day by day. */
export async function* submissionFolders(root: string): AsyncGenerator<string> {
  yield* below(root, [area], levels);
}

async function* below(root: string, folder: readonly string[], patterns: readonly RegExp[]): AsyncGenerator<string> {
  const [pattern, ...rest] = patterns;
  for (const name of await foldersIn(root, folder)) {
    if (pattern === undefined) yield [...folder, name].join('/');
    else if (pattern.test(name)) yield* below(root, [...folder, name], rest);
  }
}

async function foldersIn(root: string, segments: readonly string[]): Promise<readonly string[]> {
  const folder = await openIfThere(root, segments);
  if (folder === undefined) return [];
  try {
    const entries = await readdir(childPath(folder, '.'), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } finally {
    await folder.handle.close();
  }
}

/**
 * Removes the folder of a submission with the files in it, unless something was put there lately.
 * @param path as `submissionFolders` yields it
 * @param changedBefore milliseconds since the epoch, by the clock of the share
 */
export async function removeSubmissionFolder(root: string, path: string, changedBefore: number): Promise<boolean> {
  const segments = path.split('/');
  const folder = await openIfThere(root, segments);
  if (folder === undefined) return false;
  try {
    if ((await folder.handle.stat()).mtimeMs > changedBefore) return false;
    for (const name of await readdir(childPath(folder, '.'))) {
      const child = childPath(folder, name);
      if (!(await lstat(child)).isDirectory()) await unlink(child);
    }
  } finally {
    await folder.handle.close();
  }
  return await removeEmpty(root, segments);
}

/** Removes the folders of the day, its month and its year as far as they are empty, and nobody writes to them any more. */
export async function removeEmptyDay(root: string, path: string, now: number): Promise<void> {
  const [, year = '', month = '', day = ''] = path.split('/');
  const ends: readonly (readonly [readonly string[], number])[] = [
    [[year, month, day], Date.UTC(Number(year), Number(month) - 1, Number(day) + 1)],
    [[year, month], Date.UTC(Number(year), Number(month), 1)],
    [[year], Date.UTC(Number(year) + 1, 0, 1)],
  ];
  for (const [folder, end] of ends) {
    if (end > now - clockDriftMs || !(await removeEmpty(root, [area, ...folder]))) return;
  }
}

/** A gateway whose clock is behind still writes to yesterday. */
const clockDriftMs = 86_400_000;

async function removeEmpty(root: string, segments: readonly string[]): Promise<boolean> {
  const parent = await openIfThere(root, segments.slice(0, -1));
  if (parent === undefined) return false;
  try {
    await rmdir(childPath(parent, segments.at(-1) ?? ''));
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCodeOf(error) ?? '')) return false;
    throw error;
  } finally {
    await parent.handle.close();
  }
}
