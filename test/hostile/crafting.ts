import { buffer } from 'node:stream/consumers';
import { constants, deflateRawSync } from 'node:zlib';
import { type EndOptions, ZipFile } from 'yazl';

const endRecordBytes = 22;

/** Says in a ZIP64 end record that the archive has so many entries; the archive has no comment. */
export function withZip64Count(archive: Buffer, entries: number): Buffer {
  const end = archive.length - endRecordBytes;
  const size = archive.readUInt32LE(end + 12);
  const offset = archive.readUInt32LE(end + 16);
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(end), 8);
  locator.writeUInt32LE(1, 16);
  const last = Buffer.from(archive.subarray(end));
  last.writeUInt16LE(0xffff, 8);
  last.writeUInt16LE(0xffff, 10);
  last.writeUInt32LE(0xffffffff, 12);
  last.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([archive.subarray(0, end), record, locator, last]);
}

/** The extra field of a directory record that says a size of more than 4 GiB. */
export function zip64Size(uncompressedBytes: number): Buffer {
  const field = Buffer.alloc(12);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8, 2);
  field.writeBigUInt64LE(BigInt(uncompressedBytes), 4);
  return field;
}

/** Deflated zeros, made from one part that is repeated: the zeros are never in memory. */
export function deflatedZeros(parts: number, partBytes: number): Buffer {
  const part = deflateRawSync(Buffer.alloc(partBytes), { finishFlush: constants.Z_FULL_FLUSH });
  const emptyLastBlock = Buffer.from([0x03, 0x00]);
  return Buffer.concat([...Array.from({ length: parts }, () => part), emptyLastBlock]);
}

/** An archive as an ordinary program writes it. */
export async function programZip(fill: (zip: ZipFile) => void, options?: EndOptions): Promise<Buffer> {
  const zip = new ZipFile();
  fill(zip);
  zip.end(options);
  return await buffer(zip.outputStream);
}
