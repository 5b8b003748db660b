import type { FileHandle } from 'node:fs/promises';
import { readRange, sizeOf } from '../shareFile.ts';

/** Archives up to this size are read once as a whole: over a network, one big read beats many small ones. */
const wholeUpToBytes = 16 * 1024 ** 2;
/** Bytes fetched at a time from larger archives; neighbouring small reads are served from them. */
const windowBytes = 256 * 1024;

/** The bytes of an archive by position. */
export interface ArchiveBytes {
  readonly size: number;
  /**
   * @throws RangeError when the archive had, when it was opened, no `position + length` bytes; SourceError when it has
   * become shorter since; ShareUnavailableError
   */
  read(position: number, length: number): Promise<Buffer>;
}

/**
 * Random access to a file with few, big reads. The caller closes the handle.
 * @throws SourceError; ShareUnavailableError
 */
export async function openArchiveBytes(file: FileHandle): Promise<ArchiveBytes> {
  const size = await sizeOf(file);
  if (size <= wholeUpToBytes) return wholeArchive(await readPart(file, 0, size));
  return windowedArchive(file, size);
}

/** An archive that is in memory already. */
export function wholeArchive(bytes: Buffer): ArchiveBytes {
  return {
    size: bytes.length,
    read(position, length) {
      if (!isInside(position, length, bytes.length)) return Promise.reject(endedEarly());
      return Promise.resolve(bytes.subarray(position, position + length));
    },
  };
}

/**
 * @param windowed bytes that are fetched at a time; small reads wait for each other, so that neighbours which are
 * asked for at the same time are fetched once
 */
export function windowedArchive(file: FileHandle, size: number, windowed: number = windowBytes): ArchiveBytes {
  let window: { readonly start: number; readonly bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };
  let last: Promise<unknown> = Promise.resolve();
  const readSmall = async (position: number, length: number): Promise<Buffer> => {
    if (position < window.start || position + length > window.start + window.bytes.length) {
      window = { start: position, bytes: await readPart(file, position, Math.min(windowed, size - position)) };
    }
    return window.bytes.subarray(position - window.start, position - window.start + length);
  };
  return {
    size,
    async read(position, length) {
      if (!isInside(position, length, size)) throw endedEarly();
      if (length >= windowed) return readPart(file, position, length);
      const found = last.then(() => readSmall(position, length));
      last = found.catch(() => undefined);
      return found;
    },
  };
}

function isInside(position: number, length: number, size: number): boolean {
  return position >= 0 && length >= 0 && position + length <= size;
}

function endedEarly(): RangeError {
  return new RangeError('the archive ends early');
}

function readPart(file: FileHandle, position: number, length: number): Promise<Buffer> {
  return readRange(file, { position, length }, 'The archive');
}
