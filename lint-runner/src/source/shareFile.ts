import type { FileHandle } from 'node:fs/promises';
import { isFileSystemError, SharePathError, shareUnavailable } from '@sqllint/core/share/errors';
import type { Share } from '@sqllint/core/share/openShare';
import { SourceError } from './types.ts';

/**
 * Opens a source's file on the share.
 * @throws SourceError for a path that cannot be used; ShareUnavailableError
 */
export async function openOnShare(share: Share, path: string): Promise<FileHandle> {
  try {
    return await share.openFile(path);
  } catch (error) {
    if (error instanceof SharePathError) throw new SourceError(error.reason, error.message, { cause: error });
    throw error;
  }
}

/**
 * The size of an open file in bytes.
 * @throws ShareUnavailableError
 */
export async function sizeOf(file: FileHandle): Promise<number> {
  return (await onShare(() => file.stat())).size;
}

/**
 * Reads into the buffer, from its byte `offset` on, what the file has at `position`.
 * @returns how many bytes were read; 0 at the end of the file
 * @throws ShareUnavailableError
 */
export async function readInto(
  file: FileHandle,
  buffer: Buffer,
  where: { readonly offset: number; readonly position: number },
): Promise<number> {
  const { offset, position } = where;
  const { bytesRead } = await onShare(() => file.read(buffer, offset, buffer.length - offset, position));
  return bytesRead;
}

/**
 * So many bytes of a file that has them, by its size.
 * @param what the file, as the subject of a sentence
 * @throws SourceError (SourceInvalid) when the file has become shorter; ShareUnavailableError
 */
export async function readRange(
  file: FileHandle,
  range: { readonly position: number; readonly length: number },
  what: string,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(range.length);
  for (let offset = 0; offset < range.length; ) {
    const bytesRead = await readInto(file, buffer, { offset, position: range.position + offset });
    if (bytesRead === 0) throw new SourceError('SourceInvalid', `${what} became shorter while it was read.`);
    offset += bytesRead;
  }
  return buffer;
}

/** What the system says of an open file is the share's doing, never the file's: it may pass. */
async function onShare<Result>(operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    throw isFileSystemError(error) ? shareUnavailable('reading a source', error) : error;
  }
}
