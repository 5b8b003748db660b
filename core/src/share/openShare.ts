import { type FileHandle, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { closeQuietly } from './closeQuietly.ts';
import { isFileSystemError, shareUnavailable } from './errors.ts';
import { openFolder } from './folder.ts';
import { openFileBelow } from './openFile.ts';
import { removeSubmission } from './removeSubmission.ts';
import { parseSharePath } from './sharePath.ts';
import { sweepTemporary, writeWhole } from './temporaryFile.ts';
import { type NewSubmission, type WrittenSubmission, writeSubmission } from './writeSubmission.ts';

export { SharePathError, ShareUnavailableError, SubmissionTooLargeError } from './errors.ts';
export type { NewSubmission, WrittenSubmission } from './writeSubmission.ts';

/** The areas of a namespace's folder that this project writes. */
export type ShareArea = 'submissions' | 'results';

/**
 * One namespace's folder on the share. Paths are relative to it, with forward slashes; no link below it is followed.
 *
 * Errors: `SharePathError` (SourceMissing or SourceInvalid, a sentence for the caller), `ShareUnavailableError`.
 */
export interface Share {
  /**
   * Checks that the path names a regular file that can be read.
   * @returns its absolute path, for messages to administrators only: open files by `openFile`
   */
  resolve(path: string): Promise<string>;
  /** Opens a regular file for reading; the caller closes it. */
  openFile(path: string): Promise<FileHandle>;
  writeSubmission(submission: NewSubmission): Promise<WrittenSubmission>;
  /** Removes what `writeSubmission` stored; succeeds when it is gone already. */
  removeSubmission(path: string): Promise<void>;
  /** Stores a result file; the last of several writers of one key wins, with the same content. Returns its path. */
  writeResult(resultKey: string, json: string): Promise<string>;
  /** The text of a result file, by the path that `writeResult` returned. */
  readResult(path: string): Promise<string>;
  /** Resolves when the area can be written; ShareUnavailableError otherwise. */
  check(area?: ShareArea): Promise<void>;
  /** Removes half-written files of dead writers, older than a day. Returns how many. */
  sweep(): Promise<number>;
}

const dayMs = 24 * 60 * 60 * 1000;
const resultKeyPattern = /^[0-9a-f]{64}$/;

/** Where the result with that key is: `results/<aa>/<result_key>.json`. */
export function resultPathOf(resultKey: string): string {
  if (!resultKeyPattern.test(resultKey)) throw new TypeError('a result key is a SHA-256 in lower-case hexadecimal');
  return `results/${resultKey.slice(0, 2)}/${resultKey}.json`;
}

/** @param dir the namespace's folder; it may itself be reached through links */
export function openShare(dir: string, clock: () => number = Date.now): Share {
  return {
    async resolve(path) {
      const segments = parseSharePath(path);
      await (await openFileBelow(dir, path)).close();
      return join(await realpath(dir), ...segments);
    },
    openFile: (path) => openFileBelow(dir, path),
    writeSubmission: (submission) => writeSubmission(dir, submission, clock()),
    removeSubmission: (path) => removeSubmission(dir, path),
    async writeResult(resultKey, json) {
      const path = resultPathOf(resultKey);
      await writeText(dir, path, json);
      return path;
    },
    async readResult(path) {
      const file = await openFileBelow(dir, path);
      try {
        return await file.readFile('utf8');
      } catch (error) {
        throw isFileSystemError(error) ? shareUnavailable('reading a result', error) : error;
      } finally {
        await closeQuietly(file);
      }
    },
    check: (area = 'results') => checkWritable(dir, area),
    async sweep() {
      const areas: readonly ShareArea[] = ['submissions', 'results'];
      const removed = await Promise.all(areas.map((area) => sweepTemporary(dir, area, clock() - dayMs)));
      return removed.reduce((sum, count) => sum + count, 0);
    },
  };
}

async function writeText(root: string, path: string, text: string): Promise<void> {
  const [area = '', ...rest] = path.split('/');
  try {
    await writeWhole({
      root,
      area,
      folder: rest.slice(0, -1),
      fileName: rest.at(-1) ?? '',
      write: (file) => file.writeFile(text, 'utf8'),
    });
  } catch (error) {
    throw shareUnavailable('storing a result', error);
  }
}

async function checkWritable(root: string, area: ShareArea): Promise<void> {
  try {
    await (await openFolder(root, [], { create: false })).handle.close();
    await writeWhole({
      root,
      area,
      folder: ['.tmp'],
      fileName: `check-${process.pid}`,
      write: (file) => file.writeFile('ok', 'utf8'),
    });
  } catch (error) {
    throw shareUnavailable('being checked', error);
  }
}
