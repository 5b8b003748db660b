import { errorCodeOf } from '../share/errors.ts';
import { type Folder, openFolder } from '../share/folder.ts';

/** Opens a folder below the root; undefined where there is none, also where there is a link, which is not followed. */
export async function openIfThere(root: string, segments: readonly string[]): Promise<Folder | undefined> {
  try {
    return await openFolder(root, segments, { create: false });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errorCodeOf(error) ?? '')) return undefined;
    throw error;
  }
}
