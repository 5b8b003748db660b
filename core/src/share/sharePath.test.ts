import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SharePathError } from './errors.ts';
import { parseSharePath } from './sharePath.ts';

describe('a path on the share', () => {
  test.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['//host/share', 'is absolute'],
    ['..', 'leaves'],
    ['archives/../../other/a.zip', 'leaves'],
    ['archives/..', 'leaves'],
    ['./a.zip', 'has a . segment'],
    ['archives//a.zip', 'has an empty segment'],
    ['archives/', 'has an empty segment'],
    ['..\\a.zip', 'has a backslash'],
    ['C:/a.zip', 'begins with a drive letter'],
    ['c:a.zip', 'begins with a drive letter'],
    ['a\u0000.zip', 'has a control character'],
    ['a\n.zip', 'has a control character'],
    ['a'.repeat(256), 'has a segment longer than 255 bytes'],
    ['a/'.repeat(600), 'is longer than 1024 bytes'],
  ])('%j is refused because it %s', (path, reason) => {
    expect(() => parseSharePath(path)).toThrow(SharePathError);
    expect(() => parseSharePath(path)).toThrow(reason);
  });

  test.each([
    ['archives/nightly.zip', ['archives', 'nightly.zip']],
    ['a.sql', ['a.sql']],
    ['archives/报表/一.sql', ['archives', '报表', '一.sql']],
    ['..a/b..', ['..a', 'b..']],
  ])('%j is accepted', (path, segments) => {
    expect(parseSharePath(path)).toEqual(segments);
  });

  test('whatever is accepted stays below its folder and is spelled in one way', () => {
    const piece = fc.constantFrom('..', '.', '', 'a', 'b.sql', '\\', 'C:', '\u0000', '…', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const path = pieces.join('/');
        const segments = parsed(path);
        if (segments === undefined) return;
        const resolved = new URL(path.split('/').map(encodeURIComponent).join('/'), 'file:///root/share/').pathname;
        expect(resolved.startsWith('/root/share/')).toBe(true);
        expect(segments.join('/')).toBe(path);
      }),
    );
  });
});

function parsed(path: string): readonly string[] | undefined {
  try {
    return parseSharePath(path);
  } catch {
    return undefined;
  }
}
