import { SourceError } from '../types.ts';
import type { ArchiveLimits } from './archiveLimits.ts';
import { displayEntryName } from './displayEntryName.ts';
import { isSqlFileName, problemOfEntryName } from './entryName.ts';
import type { DirectoryRecord } from './readDirectory.ts';

const localHeaderBytes = 30;
const encryptedFlags = 0x1 | 0x40 | 0x2000;
const typeMask = 0o170000;
const harmlessTypes: ReadonlySet<number> = new Set([0, 0o100000, 0o040000]);

/** A SQL file of the directory, and where the next thing in the archive begins. */
export interface SqlRecord {
  readonly record: DirectoryRecord;
  /** The first byte that does not belong to this entry. */
  readonly endsBefore: number;
}

/**
 * The SQL files of an archive, after everything that can be judged by the directory alone. One dangerous entry refuses
 * the archive: nobody makes one by accident, and what the others hold cannot be trusted either.
 * @param archiveBytes size of the whole archive
 * @throws SourceError
 */
export function checkDirectory(
  records: readonly DirectoryRecord[],
  archiveBytes: number,
  limits: ArchiveLimits,
): readonly SqlRecord[] {
  for (const record of records) refuseDangerous(record);
  const ends = endsOf(records, archiveBytes);
  const found = records
    .map((record, index) => ({ record, endsBefore: ends[index] ?? archiveBytes }))
    .filter(({ record }) => isSqlFileName(record.name));
  if (found.length === 0) throw new SourceError('SourceEmpty', 'The archive has no .sql file.');
  const readable = found.map(({ record }) => record).filter((record) => record.uncompressedSize <= limits.maxFileBytes);
  for (const record of found) refuseBomb(record.record, limits);
  const total = readable.reduce((sum, record) => sum + record.uncompressedSize, 0);
  if (total > limits.maxTotalBytes) throw tooManyBytes(limits.maxTotalBytes);
  return found;
}

export function tooManyBytes(maxTotalBytes: number): SourceError {
  return new SourceError(
    'SourceTooLarge',
    `The SQL files of the archive have more than the ${maxTotalBytes} bytes that are allowed together.`,
  );
}

function refuseDangerous(record: DirectoryRecord): void {
  const problem = problemOfEntryName(record.name) ?? problemOfKind(record);
  if (problem === undefined) return;
  const name = JSON.stringify(displayEntryName(record.name).slice(0, 200));
  throw new SourceError('SourceInvalid', `The archive is refused: its entry ${name} ${problem}.`);
}

function problemOfKind(record: DirectoryRecord): string | undefined {
  if ((record.flags & encryptedFlags) !== 0) return 'is encrypted';
  if (!harmlessTypes.has(record.unixMode & typeMask)) return 'is a link or a device, not a file';
  return undefined;
}

function refuseBomb(record: DirectoryRecord, limits: ArchiveLimits): void {
  const { compressedSize, uncompressedSize } = record;
  if (uncompressedSize <= limits.ratioAboveBytes || uncompressedSize <= compressedSize * limits.maxRatio) return;
  const name = JSON.stringify(displayEntryName(record.name).slice(0, 200));
  throw new SourceError(
    'SourceInvalid',
    `The archive is refused: its entry ${name} would inflate to more than ${limits.maxRatio} times its size.`,
  );
}

/**
 * Where each entry must end: at the next local header, or at the end of the archive. Entries that share bytes let a
 * small archive inflate without bounds.
 * @throws SourceError when two entries share bytes or one reaches beyond the archive
 */
function endsOf(records: readonly DirectoryRecord[], archiveBytes: number): readonly number[] {
  const inOrder = records.map((record, index) => ({ record, index })).sort(byOffset);
  const ends = new Array<number>(records.length);
  for (const [position, { record, index }] of inOrder.entries()) {
    const end = inOrder[position + 1]?.record.headerOffset ?? archiveBytes;
    // The name in the local header is not read yet, so this is the least that the entry takes.
    if (record.headerOffset + localHeaderBytes + record.compressedSize > end) {
      const beyond = end === archiveBytes ? 'reaches beyond its end' : 'has entries that overlap';
      throw new SourceError('SourceInvalid', `The archive is refused: it ${beyond}.`);
    }
    ends[index] = end;
  }
  return ends;
}

function byOffset(a: { readonly record: DirectoryRecord }, b: { readonly record: DirectoryRecord }): number {
  return a.record.headerOffset - b.record.headerOffset;
}
