import { rmdir, unlink } from 'node:fs/promises';
import { errorCodeOf, SharePathError, shareUnavailable } from './errors.ts';
import { childPath, openFolder } from './folder.ts';
import { parseSharePath } from './sharePath.ts';

/**
 * Removes the source that `writeSubmission` stored, and its folder; succeeds when they are gone already.
 * @param path as `writeSubmission` returned it; anything but a submission's source is refused
 * @throws SharePathError; ShareUnavailableError
 */
export async function removeSubmission(root: string, path: string): Promise<void> {
  const segments = parseSharePath(path);
  const [area, , , , name, fileName] = segments;
  if (segments.length !== 6 || area !== 'submissions' || name === undefined || fileName === undefined) {
    throw new SharePathError('SourceInvalid', 'Only the source of a submission can be removed.');
  }
  try {
    await removeFrom(root, segments.slice(0, 4), name, fileName);
  } catch (error) {
    const code = errorCodeOf(error);
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY') throw shareUnavailable('removing a submission', error);
  }
}

async function removeFrom(root: string, day: readonly string[], name: string, fileName: string): Promise<void> {
  const folder = await openFolder(root, [...day, name], { create: false });
  try {
    await unlink(childPath(folder, fileName));
  } finally {
    await folder.handle.close();
  }
  const parent = await openFolder(root, day, { create: false });
  try {
    await rmdir(childPath(parent, name));
  } finally {
    await parent.handle.close();
  }
}
