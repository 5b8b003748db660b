import type { FileHandle } from 'node:fs/promises';
import { closeQuietly } from '@sqllint/core/share/closeQuietly';
import type { Share } from '@sqllint/core/share/openShare';
import { tooLarge } from './archive/openArchive.ts';
import type { ShareFileSpec } from './archiveSource.ts';
import { sha256Of } from './sha256.ts';
import { openOnShare, readRange, sizeOf } from './shareFile.ts';
import { type Source, SourceError } from './types.ts';

/** One SQL file on the share. */
export async function openFileSource(options: {
  readonly share: Share;
  readonly file: ShareFileSpec;
  readonly fileName: string;
  readonly maxFileBytes: number;
}): Promise<Source> {
  const file = await openOnShare(options.share, options.file.path);
  const size = await sizeOf(file).catch(async (error: unknown) => {
    await closeQuietly(file);
    throw error;
  });
  const problem = tooLarge(size, options.maxFileBytes);
  return {
    entries: [
      {
        entryIndex: 0,
        fileName: options.fileName,
        fileSize: size,
        ...(problem ? { problem } : {}),
        read: () => readChecked(file, size, options.file.sha256),
      },
    ],
    close: () => file.close(),
  };
}

async function readChecked(file: FileHandle, size: number, expected: string | undefined): Promise<Buffer> {
  const buffer = await readRange(file, { position: 0, length: size }, 'The file');
  if (expected !== undefined && sha256Of(buffer) !== expected) {
    throw new SourceError('SourceInvalid', 'The file is not the one that was submitted: its SHA-256 differs.');
  }
  return buffer;
}
