import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a hand-made archive; everything a header says may be a lie. */
export interface CraftedEntry {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc32?: number;
  readonly compressedSize?: number;
  readonly uncompressedSize?: number;
  /** In the directory only; by default where the entry really is. */
  readonly headerOffset?: number;
  readonly versionMadeBy?: number;
  readonly externalAttributes?: number;
  readonly extra?: Uint8Array;
  /** The bytes after the local header; by default the packed content. */
  readonly data?: Uint8Array;
}

export interface CraftedArchive {
  /** What the end record says; by default the truth. */
  readonly entryCount?: number;
  readonly comment?: Uint8Array;
}

/** Builds a ZIP byte by byte, so that tests can make what no program would write. */
export function zipBytes(entries: readonly CraftedEntry[], archive: CraftedArchive = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const fields = fieldsOf(entry);
    const local = Buffer.concat([header(0x04034b50, fields, { directoryAt: undefined }), fields.name, fields.data]);
    directory.push(
      header(0x02014b50, fields, { directoryAt: entry.headerOffset ?? offset }),
      fields.name,
      Buffer.from(fields.extra),
    );
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...locals, central, endRecord(central.length, offset, entries.length, archive)]);
}

type Fields = ReturnType<typeof fieldsOf>;

function fieldsOf(entry: CraftedEntry) {
  const content = Buffer.from(entry.content ?? 'SELECT 1\n');
  const method = entry.method ?? 8;
  const data = Buffer.from(entry.data ?? (method === 8 ? deflateRawSync(content) : content));
  return {
    name: Buffer.from(entry.name),
    data,
    method,
    flags: entry.flags ?? 0x800,
    crc: entry.crc32 ?? crc32(content),
    compressedSize: entry.compressedSize ?? data.length,
    uncompressedSize: entry.uncompressedSize ?? content.length,
    versionMadeBy: entry.versionMadeBy ?? 20,
    externalAttributes: entry.externalAttributes ?? 0,
    extra: entry.extra ?? new Uint8Array(),
  };
}

function header(signature: number, fields: Fields, where: { readonly directoryAt: number | undefined }): Buffer {
  const inDirectory = where.directoryAt !== undefined;
  const parts = [u32(signature)];
  if (inDirectory) parts.push(u16(fields.versionMadeBy));
  parts.push(u16(20), u16(fields.flags), u16(fields.method), u32(0));
  parts.push(u32(fields.crc), u32(fields.compressedSize), u32(fields.uncompressedSize));
  parts.push(u16(fields.name.length), u16(inDirectory ? fields.extra.length : 0));
  if (inDirectory) parts.push(u16(0), u16(0), u16(0), u32(fields.externalAttributes), u32(where.directoryAt ?? 0));
  return Buffer.concat(parts);
}

function endRecord(size: number, offset: number, count: number, archive: CraftedArchive): Buffer {
  const comment = Buffer.from(archive.comment ?? new Uint8Array());
  const total = archive.entryCount ?? count;
  const counts = [u16(0), u16(0), u16(total), u16(total), u32(size), u32(offset), u16(comment.length)];
  return Buffer.concat([u32(0x06054b50), ...counts, comment]);
}

/** An archive as it must be written when so many bytes come before it. */
export function movedBy(bytes: number, archive: Buffer): Buffer {
  const moved = Buffer.from(archive);
  const end = moved.length - 22;
  const count = moved.readUInt16LE(end + 10);
  let position = moved.readUInt32LE(end + 16);
  moved.writeUInt32LE(position + bytes, end + 16);
  for (let index = 0; index < count; index += 1) {
    moved.writeUInt32LE(moved.readUInt32LE(position + 42) + bytes, position + 42);
    position += 46 + moved.readUInt16LE(position + 28) + moved.readUInt16LE(position + 30);
  }
  return moved;
}

/** Info-ZIP's extra field with a Unicode name for a raw one. */
export function unicodePathField(rawName: Uint8Array, name: string): Buffer {
  const utf8 = Buffer.from(name);
  return Buffer.concat([u16(0x7075), u16(5 + utf8.length), Buffer.from([1]), u32(crc32(rawName)), utf8]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
