import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { isFileSystemError, SubmissionTooLargeError, shareUnavailable } from './errors.ts';
import { parseSharePath } from './sharePath.ts';
import { writeWhole } from './temporaryFile.ts';

export interface NewSubmission {
  /** The resource's name; becomes a folder. */
  readonly name: string;
  readonly extension: 'sql' | 'zip';
  /** The bytes, or a stream of them, which is never held in memory. */
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
}

export interface WrittenSubmission {
  /** Relative to the namespace's folder, for `spec.source`. */
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Stores a submission as `submissions/<yyyy>/<mm>/<dd>/<name>/source.{sql,zip}` (UTC). On any error nothing stays.
 * @throws SubmissionTooLargeError; ShareUnavailableError; what the stream throws
 */
export async function writeSubmission(
  root: string,
  submission: NewSubmission,
  now: number,
): Promise<WrittenSubmission> {
  const folder = [...new Date(now).toISOString().slice(0, 10).split('-'), submission.name];
  const fileName = `source.${submission.extension}`;
  const path = ['submissions', ...folder, fileName].join('/');
  parseSharePath(path);
  try {
    const written = await writeWhole({
      root,
      area: 'submissions',
      folder,
      fileName,
      write: (file) => copyHashed(file, submission),
    });
    return { path, ...written };
  } catch (error) {
    throw isFileSystemError(error) ? shareUnavailable('storing a submission', error) : error;
  }
}

async function copyHashed(
  file: FileHandle,
  { content, maxBytes }: NewSubmission,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content instanceof Uint8Array ? [content] : content) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new SubmissionTooLargeError(maxBytes);
    hash.update(chunk);
    await writeAll(file, chunk);
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** A single write may store less than it was given. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength; ) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}
