import { type HostileCase, sqlCase } from '../hostileCase.ts';

const good = "SELECT '中文' AS a;\n";
const bytes = (...values: number[]) => Buffer.from(values);
/** A text of ASCII with other bytes in its middle. */
const quoting = (...inner: Uint8Array[]) =>
  Buffer.concat([Buffer.from("SELECT '"), ...inner, Buffer.from("' AS a;\n")]);

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const little = Buffer.from(text, 'utf16le');
  return order === 'le' ? little : little.swap16();
}

const gb18030 = bytes(0xd6, 0xd0, 0xce, 0xc4);
/** テスト in half-width characters, of one byte each: an odd number is no GB18030. */
const shiftJis = bytes(0xc3, 0xbd, 0xc4);
/** The two halves of an emoji, each written as if it were a character of its own. */
const cesu8 = bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80);

export const encodingCases: readonly HostileCase[] = [
  sqlCase('UTF-16LE with a mark', utf16(`\ufeff${good}`, 'le'), []),
  sqlCase('UTF-16BE with a mark', utf16(`\ufeff${good}`, 'be'), []),
  sqlCase('UTF-16LE without a mark, named', utf16(good, 'le'), [], { encoding: 'utf-16le' }),
  sqlCase('UTF-16BE without a mark, named', utf16(good, 'be'), [], { encoding: 'utf-16be' }),
  // Without a mark or a name it is UTF-8 with NULs: nothing is guessed.
  sqlCase('UTF-16LE without mark or name', utf16('SELECT 1;\n', 'le'), ['PRS', 'LXR', 'LXR', 'LXR', 'LXR']),
  sqlCase('UTF-16BE without mark or name', utf16('SELECT 1;\n', 'be'), ['LXR', 'PRS', 'LXR', 'LXR']),
  sqlCase('UTF-16LE with half a character', Buffer.concat([utf16(`\ufeff${good}`, 'le'), bytes(0x41)]), 'UNDECODABLE'),
  sqlCase('a lone surrogate in UTF-16LE', utf16("\ufeffSELECT '\ud800';\n", 'le'), 'UNDECODABLE'),
  sqlCase('a lone surrogate in UTF-16BE', utf16("\ufeffSELECT '\udc00';\n", 'be'), 'UNDECODABLE'),
  sqlCase('surrogates written as UTF-8, named so', quoting(cesu8), 'UNDECODABLE', { encoding: 'utf-8' }),
  sqlCase(
    'a lone surrogate written as UTF-8 behind a mark',
    Buffer.concat([bytes(0xef, 0xbb, 0xbf), quoting(cesu8)]),
    'UNDECODABLE',
  ),
  // Every byte of it has a meaning in GB18030, the next encoding to try.
  sqlCase('surrogates written as UTF-8', quoting(cesu8), []),
  sqlCase('GB18030', quoting(gb18030), []),
  sqlCase('GB18030 with a character of four bytes', quoting(bytes(0x94, 0x39, 0xda, 0x33)), []),
  sqlCase('half a GB18030 character at the end', Buffer.concat([quoting(gb18030), bytes(0xd6)]), 'UNDECODABLE'),
  sqlCase('Shift_JIS that is not named', quoting(shiftJis), 'UNDECODABLE'),
  sqlCase('Shift_JIS that is named', quoting(shiftJis), [], { encoding: 'shift_jis' }),
  sqlCase('UTF-8 and GB18030 in one file', quoting(Buffer.from('中'), bytes(0x27, 0x27), gb18030), 'UNDECODABLE'),
  sqlCase(
    'GB18030 behind the mark of UTF-8',
    Buffer.concat([bytes(0xef, 0xbb, 0xbf), quoting(gb18030)]),
    'UNDECODABLE',
  ),
  sqlCase('a number beyond Unicode in UTF-32', bytes(0, 0, 0xfe, 0xff, 0, 0x11, 0, 0), 'UNDECODABLE'),
  sqlCase(
    'marks of three encodings in a row',
    Buffer.concat([bytes(0xef, 0xbb, 0xbf, 0xff, 0xfe, 0xfe, 0xff), Buffer.from(good)]),
    'UNDECODABLE',
  ),
  sqlCase('an overlong slash in UTF-8', quoting(bytes(0xc0, 0xaf)), 'UNDECODABLE', { encoding: 'utf-8' }),
];
