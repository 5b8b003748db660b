import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { SourceError } from '../types.ts';
import type { ArchiveBytes } from './archiveBytes.ts';
import { decodeEntryName } from './entryName.ts';

/** One record of the central directory, with nothing believed yet. */
export interface DirectoryRecord {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly headerOffset: number;
  /** The file's mode when the archive was made on a Unix system, else 0. */
  readonly unixMode: number;
}

const centralHeaderSignature = 0x02014b50;
const endRecordSignature = 0x06054b50;
const endRecordBytes = 22;
/** What else may follow the directory: the ZIP64 end record, or a signature over the directory. */
const otherEndSignatures: ReadonlySet<number> = new Set([0x06064b50, 0x05054b50]);
const unixSystems: ReadonlySet<number> = new Set([3, 19]);

/**
 * Reads the whole central directory.
 * @throws SourceError (SourceInvalid) for what is not a ZIP or is cut short, (SourceTooLarge) for too many entries;
 * ShareUnavailableError
 */
export async function readDirectory(bytes: ArchiveBytes, maxEntries: number): Promise<readonly DirectoryRecord[]> {
  const zip = await openZip(bytes);
  if (zip.entryCount > maxEntries) {
    throw new SourceError(
      'SourceTooLarge',
      `The archive has ${zip.entryCount} entries; at most ${maxEntries} are allowed.`,
    );
  }
  const records: DirectoryRecord[] = [];
  try {
    for await (const entry of zip.eachEntry()) records.push(recordOf(entry));
  } catch (cause) {
    throw refusal("The archive's directory is damaged", cause);
  }
  // The types say boolean; it is the position behind the last record that was read.
  await checkEnd(bytes, zip.readEntryCursor as unknown as number, zip.comment.length);
  return records;
}

async function openZip(bytes: ArchiveBytes): Promise<ZipFile> {
  const reader = new BytesReader(bytes);
  try {
    return await fromRandomAccessReaderPromise(reader, bytes.size, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    });
  } catch (cause) {
    throw refusal('The file is not a complete ZIP archive', cause);
  }
}

/** What yauzl finds wrong is the archive's fault; what it could not read is not, and may be readable soon. */
function refusal(what: string, cause: unknown): Error {
  if (cause instanceof ShareUnavailableError || cause instanceof SourceError) return cause;
  return new SourceError('SourceInvalid', `${what}: ${wordsOf(cause)}.`, { cause });
}

/** An error of yauzl as part of a sentence: its first one, without the guesses and raw bytes that may follow. */
function wordsOf(error: unknown): string {
  const [words = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
  return words.replace(/\.$/, '').replace(/^./, (first) => first.toLowerCase());
}

/**
 * Right behind the directory must come the end record that led to it. Otherwise entries would silently be left out, or
 * the archive is two archives at once and every program reads another one.
 */
async function checkEnd(bytes: ArchiveBytes, position: number, commentBytes: number): Promise<void> {
  const signature = position + 4 <= bytes.size ? (await bytes.read(position, 4)).readUInt32LE(0) : 0;
  if (signature === centralHeaderSignature) {
    throw new SourceError('SourceInvalid', 'The archive holds more entries than its end record counts.');
  }
  const isItsEnd = signature === endRecordSignature && position === bytes.size - endRecordBytes - commentBytes;
  if (isItsEnd || otherEndSignatures.has(signature)) return;
  throw new SourceError('SourceInvalid', 'The archive is ambiguous: its directory is not followed by its end record.');
}

function recordOf(entry: Entry): DirectoryRecord {
  const flags = entry.generalPurposeBitFlag;
  return {
    name: decodeEntryName({ raw: entry.fileNameRaw, flags, extraFields: entry.extraFields }),
    flags,
    method: entry.compressionMethod,
    crc32: entry.crc32,
    compressedSize: entry.compressedSize,
    uncompressedSize: entry.uncompressedSize,
    headerOffset: entry.relativeOffsetOfLocalHeader,
    unixMode: unixSystems.has(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0,
  };
}

/** What yauzl reads through; it never reads file data, so streams are not needed. */
class BytesReader extends RandomAccessReader {
  readonly #bytes: ArchiveBytes;

  constructor(bytes: ArchiveBytes) {
    super();
    this.#bytes = bytes;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#bytes.read(position, length).then(
      (found) => {
        found.copy(buffer, offset);
        callback(null, length);
      },
      (error: Error) => callback(error),
    );
  }
}
