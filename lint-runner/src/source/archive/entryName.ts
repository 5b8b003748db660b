import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { decodeCp437 } from './decodeCp437.ts';

const utf8Flag = 0x800;
const unicodePathField = 0x7075;

export interface RawEntryName {
  readonly raw: Uint8Array;
  readonly flags: number;
  readonly extraFields: readonly { readonly id: number; readonly data: Buffer }[];
}

/**
 * The name of an archive entry: by the UTF-8 flag, Info-ZIP's Unicode extra field, strict UTF-8, GB18030 (what Chinese
 * Windows writes without a flag), then code page 437.
 */
export function decodeEntryName(entry: RawEntryName): string {
  if ((entry.flags & utf8Flag) !== 0 && isUtf8(entry.raw)) return utf8(entry.raw);
  return unicodeNameOf(entry) ?? decodeUnflagged(entry.raw);
}

/** The Unicode name counts only while its checksum says that it belongs to the raw one. */
function unicodeNameOf(entry: RawEntryName): string | undefined {
  for (const { id, data } of entry.extraFields) {
    if (id !== unicodePathField || data.length < 6 || data[0] !== 1) continue;
    const name = data.subarray(5);
    if (data.readUInt32LE(1) === crc32(entry.raw) && isUtf8(name)) return utf8(name);
  }
  return undefined;
}

function decodeUnflagged(raw: Uint8Array): string {
  if (isUtf8(raw)) return utf8(raw);
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(raw);
  } catch {
    return decodeCp437(raw);
  }
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/**
 * Why a name may not be in an archive at all, as the end of a sentence; undefined for a harmless one. An archive that
 * holds such a name was made to harm, or by a broken program.
 */
export function problemOfEntryName(name: string): string | undefined {
  if (name === '') return 'has no name';
  if (name.includes('\\')) return 'has a backslash in its name';
  if (name.startsWith('/')) return 'has an absolute name';
  if (/^[A-Za-z]:/.test(name)) return 'has a drive letter in its name';
  if (name.split('/').includes('..')) return 'leaves the archive with .. in its name';
  return undefined;
}

/** True for a `*.sql` file that someone wrote: no folder, and none of the resource forks that macOS adds. */
export function isSqlFileName(name: string): boolean {
  if (!/\.sql$/i.test(name)) return false;
  const segments = name.split('/');
  return segments[0] !== '__MACOSX' && !segments.at(-1)?.startsWith('._');
}
