import { isUtf8 } from 'node:buffer';
import { fallbackEncodings } from '@sqllint/core/profile/encodings';
import { decodeUtf32 } from './decodeUtf32.ts';

export interface DecodedText {
  /** Without a byte order mark; line ends as they are in the file. */
  readonly text: string;
  /** For instance `utf-8`, `utf-8-sig`, `gb18030`. */
  readonly encoding: string;
}

/** Bytes that are no text in the encodings that may be tried. The message is a sentence. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}

interface ByteOrderMark {
  readonly bytes: readonly number[];
  readonly encoding: string;
  readonly decode: (bytes: Uint8Array) => string;
}

/** Longest first: the mark of UTF-32LE begins with that of UTF-16LE. */
const marks: readonly ByteOrderMark[] = [
  { bytes: [0xff, 0xfe, 0, 0], encoding: 'utf-32le', decode: (bytes) => decodeUtf32(bytes, 'little') },
  { bytes: [0, 0, 0xfe, 0xff], encoding: 'utf-32be', decode: (bytes) => decodeUtf32(bytes, 'big') },
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8-sig', decode: (bytes) => decodeStrictly(bytes, 'utf-8') },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le', decode: (bytes) => decodeStrictly(bytes, 'utf-16le') },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be', decode: (bytes) => decodeStrictly(bytes, 'utf-16be') },
];

/**
 * The text of a file: by its byte order mark, else strict UTF-8, else the first fallback in which every byte has a
 * meaning. Nothing is ever replaced.
 * @param options.encoding `auto`, or the only encoding to try
 * @throws UndecodableError
 */
export function decodeText(
  bytes: Uint8Array,
  options: { readonly encoding: string; readonly fallbacks?: readonly string[] },
): DecodedText {
  if (options.encoding !== 'auto') return decodeForced(bytes, options.encoding);
  const mark = marks.find((candidate) => candidate.bytes.every((byte, index) => bytes[index] === byte));
  if (mark) return decodeMarked(bytes, mark);
  if (isUtf8(bytes)) return { text: decodeStrictly(bytes, 'utf-8'), encoding: 'utf-8' };
  return decodeByFallback(bytes, options.fallbacks ?? fallbackEncodings);
}

function decodeForced(bytes: Uint8Array, encoding: string): DecodedText {
  try {
    // A mark of that very encoding is left out; any other bytes are taken as they are.
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch (cause) {
    throw new UndecodableError(`The file is not valid ${encoding}, the encoding that was asked for.`, { cause });
  }
}

function decodeMarked(bytes: Uint8Array, mark: ByteOrderMark): DecodedText {
  try {
    return { text: mark.decode(bytes.subarray(mark.bytes.length)), encoding: mark.encoding };
  } catch (cause) {
    throw new UndecodableError(
      `The file begins with the byte order mark of ${mark.encoding} but is not valid in that encoding.`,
      { cause },
    );
  }
}

function decodeByFallback(bytes: Uint8Array, fallbacks: readonly string[]): DecodedText {
  for (const encoding of fallbacks) {
    try {
      return { text: decodeStrictly(bytes, encoding), encoding };
    } catch {
      // The next one may fit.
    }
  }
  const tried = ['utf-8', ...fallbacks].join(', ');
  throw new UndecodableError(`The file is not valid in any of ${tried}. Name its encoding, or convert it to UTF-8.`);
}

function decodeStrictly(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
}
