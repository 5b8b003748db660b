import type { FileHandle } from 'node:fs/promises';
import type { Share } from '@sqllint/core/share/openShare';
import { tooLarge } from './archive/openArchive.ts';
import type { ShareFileSpec } from './archiveSource.ts';
import { sha256Of } from './sha256.ts';
import { openOnShare } from './shareFile.ts';
import { type Source, SourceError } from './types.ts';

/** One SQL file on the share. */
export async function openFileSource(options: {
  readonly share: Share;
  readonly file: ShareFileSpec;
  readonly fileName: string;
  readonly maxFileBytes: number;
}): Promise<Source> {
  const file = await openOnShare(options.share, options.file.path);
  const { size } = await file.stat();
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
  const buffer = Buffer.allocUnsafe(size);
  for (let filled = 0; filled < size; ) {
    const { bytesRead } = await file.read(buffer, filled, size - filled, filled);
    if (bytesRead === 0) throw new SourceError('SourceInvalid', 'The file became shorter while it was read.');
    filled += bytesRead;
  }
  if (expected !== undefined && sha256Of(buffer) !== expected) {
    throw new SourceError('SourceInvalid', 'The file is not the one that was submitted: its SHA-256 differs.');
  }
  return buffer;
}
