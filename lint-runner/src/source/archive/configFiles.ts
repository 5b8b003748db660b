import { configFileName } from '../configFileName.ts';
import type { ConfigFile } from '../types.ts';
import type { ArchiveBytes } from './archiveBytes.ts';
import { displayEntryName } from './displayEntryName.ts';
import type { DirectoryRecord } from './readDirectory.ts';
import { readEntry } from './readEntry.ts';

/** The folder that an entry lies in, without the parts of a path that lead nowhere; empty at the top. */
export function folderOf(entryName: string): string {
  const parts = entryName.split('/').slice(0, -1);
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

/**
 * The `.sqlfluff` files of an archive that `checkDirectory` found harmless. Of several in one folder the last counts, as
 * if they had been unpacked one after the other.
 */
export function configFilesOf(directory: readonly DirectoryRecord[], bytes: ArchiveBytes): readonly ConfigFile[] {
  const byFolder = new Map<string, DirectoryRecord>();
  for (const record of directory) {
    if (isConfigFile(record.name)) byFolder.set(folderOf(record.name), record);
  }
  if (byFolder.size === 0) return [];
  const offsets = directory.map(({ headerOffset }) => headerOffset).sort((a, b) => a - b);
  return [...byFolder].map(([folder, record]) => ({
    folder,
    fileName: displayEntryName(record.name),
    fileSize: record.uncompressedSize,
    read: () => readEntry(bytes, { record, endsBefore: nextAfter(record.headerOffset, offsets) ?? bytes.size }),
  }));
}

function isConfigFile(entryName: string): boolean {
  const parts = entryName.split('/');
  return parts.at(-1) === configFileName && parts[0] !== '__MACOSX';
}

function nextAfter(offset: number, sorted: readonly number[]): number | undefined {
  return sorted.find((other) => other > offset);
}
