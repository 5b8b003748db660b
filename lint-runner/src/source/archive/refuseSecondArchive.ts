import { SourceError } from '../types.ts';
import type { ArchiveBytes } from './archiveBytes.ts';
import type { DirectoryRecord } from './readDirectory.ts';

const localHeaderSignature = 0x04034b50;
const endRecordSignature = 0x06054b50;
const endRecordBytes = 22;
const longestCommentBytes = 0xffff;

/**
 * A second archive around or before the one that was read: another program would read that one, and its files would
 * silently be left out. The comment may hold it, so that two end records both reach to the end of the file, or it stands
 * first, so that the file begins with an entry of which the directory knows nothing.
 * @throws SourceError
 */
export async function refuseSecondArchive(bytes: ArchiveBytes, records: readonly DirectoryRecord[]): Promise<void> {
  const tailBytes = Math.min(bytes.size, endRecordBytes + longestCommentBytes);
  const tail = await bytes.read(bytes.size - tailBytes, tailBytes);
  if (countEnds(tail) > 1) {
    throw new SourceError('SourceInvalid', 'The archive is ambiguous: it has two end records.');
  }
  const beginsWithEntry = (await bytes.read(0, 4)).readUInt32LE(0) === localHeaderSignature;
  if (records.length > 0 && beginsWithEntry && !records.some(({ headerOffset }) => headerOffset === 0)) {
    throw new SourceError('SourceInvalid', 'The archive is ambiguous: its directory leaves out its first entry.');
  }
}

/** End records whose comment reaches exactly to the end of the file. */
function countEnds(tail: Buffer): number {
  let count = 0;
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(endRecordSignature);
  for (let at = tail.indexOf(mark); at !== -1; at = tail.indexOf(mark, at + 1)) {
    const end = at + endRecordBytes;
    if (end <= tail.length && end + tail.readUInt16LE(end - 2) === tail.length) count += 1;
  }
  return count;
}
