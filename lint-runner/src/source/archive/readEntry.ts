import { promisify } from 'node:util';
import { crc32, inflateRaw, inflateRawSync } from 'node:zlib';
import { errorCodeOf } from '@sqllint/core/share/errors';
import { EntryError, SourceError } from '../types.ts';
import type { ArchiveBytes } from './archiveBytes.ts';
import type { SqlRecord } from './checkDirectory.ts';

const localHeaderBytes = 30;
const localHeaderSignature = 0x04034b50;
const stored = 0;
const deflated = 8;
/** Inflating less than this in place is faster than handing it to another thread. */
const inPlaceUpToBytes = 256 * 1024;

const inflateElsewhere = promisify(inflateRaw);

/**
 * The bytes of one entry, never more than its record promises.
 * @throws EntryError when the entry is damaged; SourceError when it reaches into another entry or the archive has become
 * shorter; ShareUnavailableError
 */
export async function readEntry(bytes: ArchiveBytes, { record, endsBefore }: SqlRecord): Promise<Buffer> {
  if (record.method !== stored && record.method !== deflated) {
    throw damaged(`is compressed by method ${record.method}; only stored and deflated entries can be read`);
  }
  if (record.compressedSize > mostPackedBytes(record)) throw damaged('takes more bytes than it inflates to');
  const start = await dataStartOf(bytes, record.headerOffset);
  if (start + record.compressedSize > endsBefore) {
    throw new SourceError('SourceInvalid', 'The archive is refused: it has entries that overlap.');
  }
  const packed = await bytes.read(start, record.compressedSize);
  const content = record.method === stored ? packed : await inflate(packed, record.uncompressedSize);
  if (content.length !== record.uncompressedSize) throw damaged('has another size than its record says');
  if (crc32(content) !== record.crc32) throw damaged('is damaged: its CRC-32 does not match');
  return content;
}

/** Deflate adds a few bytes to each block that it cannot compress; more than that is no file but a way to fill memory. */
function mostPackedBytes({ method, uncompressedSize }: SqlRecord['record']): number {
  return method === stored ? uncompressedSize : uncompressedSize * 1.01 + 1024;
}

async function dataStartOf(bytes: ArchiveBytes, headerOffset: number): Promise<number> {
  const header = await bytes.read(headerOffset, localHeaderBytes).catch((cause: unknown) => {
    // Any other error says something about the share or the whole archive, not about this entry.
    throw cause instanceof RangeError ? damaged('is cut short', cause) : cause;
  });
  if (header.readUInt32LE(0) !== localHeaderSignature) throw damaged('is damaged: it has no local header');
  return headerOffset + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function inflate(packed: Buffer, expectedBytes: number): Promise<Buffer> {
  // zlib refuses a bound of 0, and an entry that yields one byte too many must be noticed.
  const options = { maxOutputLength: expectedBytes + 1 };
  try {
    return expectedBytes <= inPlaceUpToBytes
      ? inflateRawSync(packed, options)
      : await inflateElsewhere(packed, options);
  } catch (cause) {
    const tooLong = errorCodeOf(cause) === 'ERR_BUFFER_TOO_LARGE';
    throw damaged(tooLong ? 'inflates to more than its record says' : 'is damaged: it cannot be inflated', cause);
  }
}

function damaged(how: string, cause?: unknown): EntryError {
  return new EntryError('UNDECODABLE', `The archive's entry ${how}.`, { cause });
}
