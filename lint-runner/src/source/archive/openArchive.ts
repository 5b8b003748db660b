import type { EntryProblem, Source, SourceEntry } from '../types.ts';
import type { ArchiveBytes } from './archiveBytes.ts';
import type { ArchiveLimits } from './archiveLimits.ts';
import { checkDirectory, type SqlRecord, tooManyBytes } from './checkDirectory.ts';
import { configFilesOf, folderOf } from './configFiles.ts';
import { displayEntryName } from './displayEntryName.ts';
import { readDirectory } from './readDirectory.ts';
import { readEntry } from './readEntry.ts';
import { refuseSecondArchive } from './refuseSecondArchive.ts';

/**
 * The SQL files of a ZIP, and its `.sqlfluff` files, by random access; nothing is unpacked to disk. SQL files come in the
 * order of the directory.
 * @throws SourceError; ShareUnavailableError
 */
export async function openArchive(
  bytes: ArchiveBytes,
  limits: ArchiveLimits,
  close: () => Promise<void> = async () => undefined,
): Promise<Source> {
  const directory = await readDirectory(bytes, limits.maxEntries);
  const records = checkDirectory(directory, bytes.size, limits);
  await refuseSecondArchive(bytes, directory);
  const inflated = countInflated(limits.maxTotalBytes);
  return {
    entries: records.map((sql, entryIndex) => entryOf(sql, entryIndex, { bytes, limits, inflated })),
    configFiles: configFilesOf(directory, bytes),
    close,
  };
}

function entryOf(
  sql: SqlRecord,
  entryIndex: number,
  archive: {
    readonly bytes: ArchiveBytes;
    readonly limits: ArchiveLimits;
    readonly inflated: (entryIndex: number, bytes: number) => void;
  },
): SourceEntry {
  const fileSize = sql.record.uncompressedSize;
  const problem = tooLarge(fileSize, archive.limits.maxFileBytes);
  return {
    entryIndex,
    fileName: displayEntryName(sql.record.name),
    folder: folderOf(sql.record.name),
    fileSize,
    ...(problem ? { problem } : {}),
    async read() {
      const content = await readEntry(archive.bytes, sql);
      archive.inflated(entryIndex, content.length);
      return content;
    },
  };
}

export function tooLarge(fileSize: number, maxFileBytes: number): EntryProblem | undefined {
  if (fileSize <= maxFileBytes) return undefined;
  return { code: 'TOO_LARGE', message: `The file has ${fileSize} bytes; at most ${maxFileBytes} are allowed.` };
}

/** Counts what each entry really inflated to, once, however often it is read. */
function countInflated(maxTotalBytes: number): (entryIndex: number, bytes: number) => void {
  const seen = new Set<number>();
  let total = 0;
  return (entryIndex, bytes) => {
    if (seen.has(entryIndex)) return;
    seen.add(entryIndex);
    total += bytes;
    if (total > maxTotalBytes) throw tooManyBytes(maxTotalBytes);
  };
}
