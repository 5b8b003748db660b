import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeText, UndecodableError } from './decodeText.ts';
import { measureText } from './measureText.ts';
import { normaliseNewlines } from './normaliseNewlines.ts';

const gb18030 = Buffer.from([0xd6, 0xd0, 0xce, 0xc4]);

function utf32(text: string, order: 'little' | 'big'): Buffer {
  const codePoints = [0xfeff, ...Array.from(text, (character) => character.codePointAt(0) ?? 0)];
  const bytes = Buffer.alloc(codePoints.length * 4);
  for (const [index, codePoint] of codePoints.entries()) {
    if (order === 'little') bytes.writeUInt32LE(codePoint, index * 4);
    else bytes.writeUInt32BE(codePoint, index * 4);
  }
  return bytes;
}

describe('the text of a file', () => {
  test.each<[string, Uint8Array, string, string, string]>([
    ['plain ASCII', Buffer.from('SELECT 1'), 'auto', 'SELECT 1', 'utf-8'],
    ['no bytes', Buffer.alloc(0), 'auto', '', 'utf-8'],
    ['UTF-8', Buffer.from('中文'), 'auto', '中文', 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('\ufeff中文'), 'auto', '中文', 'utf-8-sig'],
    ['UTF-8 with two marks', Buffer.from('\ufeff\ufeffx'), 'auto', '\ufeffx', 'utf-8-sig'],
    ['UTF-16LE with a mark', Buffer.from('\ufeff中', 'utf16le'), 'auto', '中', 'utf-16le'],
    ['UTF-16BE with a mark', Buffer.from('\ufeff中', 'utf16le').swap16(), 'auto', '中', 'utf-16be'],
    ['UTF-32LE with a mark', utf32('中😀', 'little'), 'auto', '中😀', 'utf-32le'],
    ['UTF-32BE with a mark', utf32('中😀', 'big'), 'auto', '中😀', 'utf-32be'],
    ['GB18030', gb18030, 'auto', '中文', 'gb18030'],
    ['GB18030 that was asked for', gb18030, 'gb18030', '中文', 'gb18030'],
    ['Shift_JIS that was asked for', Buffer.from([0x93, 0xfa]), 'shift_jis', '日', 'shift_jis'],
    ['UTF-16LE that was asked for', Buffer.from('\ufeff中', 'utf16le'), 'utf-16le', '中', 'utf-16le'],
    ['NUL bytes', Buffer.from('a\u0000b'), 'auto', 'a\u0000b', 'utf-8'],
  ])('is read from %s', (_what, bytes, encoding, text, found) => {
    expect(decodeText(bytes, { encoding })).toEqual({ text, encoding: found });
  });

  test.each<[string, Uint8Array, string, string]>([
    ['bytes that no encoding has', Buffer.from([0xff, 0xff, 0x41]), 'auto', 'not valid in any of utf-8, gb18030'],
    ['half a UTF-16 character', Buffer.from([0xff, 0xfe, 0x41]), 'auto', 'byte order mark of utf-16le'],
    ['a lone surrogate in UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), 'auto', 'byte order mark of utf-16le'],
    ['a surrogate in UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0, 0xd8, 0, 0]), 'auto', 'mark of utf-32le'],
    ['a number beyond Unicode', Buffer.from([0, 0, 0xfe, 0xff, 0, 0x11, 0, 0]), 'auto', 'mark of utf-32be'],
    ['a mark that lies', Buffer.from([0xef, 0xbb, 0xbf, 0xff]), 'auto', 'byte order mark of utf-8-sig'],
    ['another encoding than asked for', gb18030, 'utf-8', 'not valid utf-8, the encoding that was asked for'],
  ])('is refused for %s', (_what, bytes, encoding, words) => {
    expect(() => decodeText(bytes, { encoding })).toThrow(UndecodableError);
    expect(() => decodeText(bytes, { encoding })).toThrow(words);
  });

  test('the encodings to try can be chosen, and are tried in order', () => {
    const bytes = Buffer.from([0xe9]);
    expect(decodeText(bytes, { encoding: 'auto', fallbacks: ['gb18030', 'windows-1252'] })).toEqual({
      text: 'é',
      encoding: 'windows-1252',
    });
  });

  test('every Unicode text survives UTF-8, and nothing is ever replaced', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.startsWith('\ufeff') && text.isWellFormed());
        expect(decodeText(Buffer.from(text), { encoding: 'auto' }).text).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = decodedOrEmpty(bytes);
        // U+FFFD may only stand where the file has it, which random bytes this short do not.
        expect(text).not.toContain('\ufffd');
      }),
    );
  });
});

function decodedOrEmpty(bytes: Uint8Array): string {
  try {
    return decodeText(bytes, { encoding: 'auto', fallbacks: ['gb18030'] }).text;
  } catch {
    return '';
  }
}

describe('line ends', () => {
  test.each([
    ['a\r\nb\rc\n', 'a\nb\nc\n'],
    ['\r\r\n\n', '\n\n\n'],
    ['no line end', 'no line end'],
  ])('of %j are read as Python reads them', (text, expected) => {
    expect(normaliseNewlines(text)).toBe(expected);
  });

  test('of a long text are read alike, wherever they stand', () => {
    const end = fc.constantFrom('\r\n', '\r', '\n', '\r\r\n');
    fc.assert(
      fc.property(fc.integer({ min: 65_530, max: 65_540 }), end, fc.nat(3), (length, newline, times) => {
        const text = `${'a'.repeat(length)}${newline.repeat(times)}b`;
        expect(normaliseNewlines(text.repeat(2))).toBe(text.repeat(2).replace(/\r\n?/g, '\n'));
      }),
    );
  });
});

describe('the measure of a text', () => {
  test.each([
    ['', 0, 0],
    ['a', 1, 1],
    ['a\n', 1, 2],
    ['a\nb', 2, 3],
    ['\n\n', 2, 2],
    ['😀中\n', 1, 3],
  ])('of %j is %d lines and %d characters', (text, lineCount, characterCount) => {
    expect(measureText(text)).toEqual({ lineCount, characterCount });
  });
});
