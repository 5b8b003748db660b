import type { FileHandle } from 'node:fs/promises';
import { SharePathError } from '@sqllint/core/share/errors';
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
