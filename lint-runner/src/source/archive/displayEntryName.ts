import { maxDisplayNameLength } from '@sqllint/core/job/displayName';
import { sha256Of } from '../sha256.ts';

/** Hexadecimal digits of the hash in a shortened name; 64 bits tell the names of one archive apart. */
const hashDigits = 16;
/** Characters between which the hash stands; a name in an archive rarely has them. */
const gap = '…';
const keptAtEachEnd = Math.floor((maxDisplayNameLength - hashDigits - 2 * gap.length) / 2);

/**
 * What would break the line (control characters and separators), show it in another order than it has (marks of
 * direction, UAX #9) or not show at all (the byte order mark). A backslash cannot be mistaken for an escape: no archive
 * that has one in a name is opened.
 */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * A name as it is stored and shown, in one line. At most `maxDisplayNameLength` UTF-16 units: a longer one, of which a
 * ZIP may have 65,535 bytes, keeps its first and its last part and gets a hash of the whole between them.
 */
export function displayEntryName(name: string): string {
  const shown = escaped(name);
  if (shown.length <= maxDisplayNameLength) return shown;
  const hash = sha256Of(Buffer.from(name, 'utf8')).slice(0, hashDigits);
  return [firstPart(name), hash, lastPart(name)].join(gap);
}

function escaped(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = character.charCodeAt(0);
    return code <= 0xff ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

function firstPart(name: string): string {
  return fitting(Array.from(name.slice(0, keptAtEachEnd + 1))).join('');
}

function lastPart(name: string): string {
  const backwards = Array.from(name.slice(-keptAtEachEnd - 1)).reverse();
  return fitting(backwards).toReversed().join('');
}

/** As many of the characters, escaped, as there is room for at one end; no pair and no escape is cut in two. */
function fitting(characters: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let length = 0;
  for (const character of characters.map(escaped)) {
    length += character.length;
    if (length > keptAtEachEnd) break;
    kept.push(character);
  }
  return kept;
}
