import { existsSync } from 'node:fs';
import { constants, type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCodeOf } from './errors.ts';

/**
 * An open folder below the share's root. Its children are named through its descriptor where the kernel offers that
 * (`/proc/self/fd`), so that a folder which is exchanged for a link in the meantime leads nowhere else.
 */
export interface Folder {
  readonly handle: FileHandle;
  /** Where the folder is; only for systems without `/proc/self/fd`. */
  readonly location: string;
}

const hasDescriptorPaths = process.platform === 'linux' && existsSync('/proc/self/fd');
const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** The path under which a child of an open folder can be used while the folder is open. */
export function childPath(folder: Folder, name: string): string {
  return hasDescriptorPaths ? `/proc/self/fd/${folder.handle.fd}/${name}` : join(folder.location, name);
}

/**
 * Opens the folder that the segments lead to, following no link below the root.
 * @param options.create makes what is missing, durably
 * @throws file system errors; ENOTDIR or ELOOP for a link
 */
export async function openFolder(
  root: string,
  segments: readonly string[],
  options: { readonly create: boolean },
): Promise<Folder> {
  const folder = { handle: await open(root, constants.O_RDONLY | constants.O_DIRECTORY), location: root };
  if (segments.length === 0) return folder;
  try {
    return await openFolderIn(folder, segments, options);
  } finally {
    await folder.handle.close();
  }
}

/**
 * The same below a folder that is open, and stays so.
 * @param segments at least one
 */
export async function openFolderIn(
  parent: Folder,
  segments: readonly string[],
  options: { readonly create: boolean },
): Promise<Folder> {
  let folder = parent;
  for (const segment of segments) {
    const passed = folder;
    try {
      folder = options.create ? await openOrMake(passed, segment) : await openChild(passed, segment);
    } finally {
      if (passed !== parent) await passed.handle.close();
    }
  }
  return folder;
}

async function openChild(parent: Folder, name: string): Promise<Folder> {
  return { handle: await open(childPath(parent, name), folderFlags), location: join(parent.location, name) };
}

async function openOrMake(parent: Folder, name: string): Promise<Folder> {
  try {
    return await openChild(parent, name);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  }
  await mkdir(childPath(parent, name)).catch((error: unknown) => {
    if (errorCodeOf(error) !== 'EEXIST') throw error;
  });
  await parent.handle.sync();
  return openChild(parent, name);
}
