import type { FileHandle } from 'node:fs/promises';
import { closeQuietly } from '@sqllint/core/share/closeQuietly';
import type { Share } from '@sqllint/core/share/openShare';
import { openArchiveBytes } from './archive/archiveBytes.ts';
import type { ArchiveLimits } from './archive/archiveLimits.ts';
import { openArchive } from './archive/openArchive.ts';
import { sha256OfFile } from './sha256.ts';
import { openOnShare } from './shareFile.ts';
import { type Source, SourceError } from './types.ts';

export interface ShareFileSpec {
  readonly path: string;
  readonly sha256?: string | undefined;
}

/** A ZIP on the share. The sum is checked before anything in the archive is looked at. */
export async function openArchiveSource(options: {
  readonly share: Share;
  readonly archive: ShareFileSpec;
  readonly limits: ArchiveLimits;
}): Promise<Source> {
  const file = await openOnShare(options.share, options.archive.path);
  try {
    await checkSum(file, options.archive.sha256);
    return await openArchive(await openArchiveBytes(file), options.limits, () => file.close());
  } catch (error) {
    await closeQuietly(file);
    throw error;
  }
}

async function checkSum(file: FileHandle, expected: string | undefined): Promise<void> {
  if (expected === undefined || (await sha256OfFile(file)) === expected) return;
  throw new SourceError('SourceInvalid', 'The archive is not the one that was submitted: its SHA-256 differs.');
}
