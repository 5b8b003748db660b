import { constants, type FileHandle, open } from 'node:fs/promises';
import { closeQuietly } from './closeQuietly.ts';
import { errorCodeOf, SharePathError, shareUnavailable } from './errors.ts';
import { childPath, openFolder } from './folder.ts';
import { parseSharePath, quoted } from './sharePath.ts';

// Without O_NONBLOCK, opening a named pipe would wait for its writer for ever.
const fileFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Opens a regular file below the root for reading, following no link.
 * @throws SharePathError for a path that cannot be used; ShareUnavailableError when the share fails
 */
export async function openFileBelow(root: string, path: string): Promise<FileHandle> {
  const segments = parseSharePath(path);
  const handle = await openSegments(root, segments).catch((error: unknown) => {
    throw describe(path, error);
  });
  try {
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    await closeQuietly(handle);
    throw shareUnavailable(`opening ${quoted(path)}`, error);
  }
  await closeQuietly(handle);
  throw new SharePathError('SourceInvalid', `The path ${quoted(path)} is not a regular file.`);
}

async function openSegments(root: string, segments: readonly string[]): Promise<FileHandle> {
  const folder = await openFolder(root, segments.slice(0, -1), { create: false });
  try {
    return await open(childPath(folder, segments.at(-1) ?? ''), fileFlags);
  } finally {
    await folder.handle.close();
  }
}

function describe(path: string, error: unknown): Error {
  const name = quoted(path);
  switch (errorCodeOf(error)) {
    case 'ENOENT':
      return new SharePathError('SourceMissing', `There is no file ${name} on the share.`, { cause: error });
    case 'ELOOP':
    case 'EMLINK':
      return new SharePathError('SourceInvalid', `The path ${name} is a link; links are not followed.`, {
        cause: error,
      });
    case 'ENOTDIR':
      return new SharePathError('SourceInvalid', `The path ${name} leads through a link or a file.`, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new SharePathError('SourceInvalid', `The file ${name} may not be read.`, { cause: error });
    case 'ENXIO':
      return new SharePathError('SourceInvalid', `The path ${name} is not a regular file.`, { cause: error });
    default:
      return shareUnavailable(`opening ${name}`, error);
  }
}
