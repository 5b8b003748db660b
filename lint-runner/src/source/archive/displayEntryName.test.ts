import { describe, expect, test } from '@jest/globals';
import { maxDisplayNameLength } from '@sqllint/core/job/displayName';
import fc from 'fast-check';
import { wholeArchive } from './archiveBytes.ts';
import { defaultArchiveLimits } from './archiveLimits.ts';
import { displayEntryName } from './displayEntryName.ts';
import { openArchive } from './openArchive.ts';
import { zipBytes } from './testing/zipBytes.ts';

describe('the name of an entry as it is shown', () => {
  test.each([
    ['a line end', 'a\n.sql', 'a\\x0a.sql'],
    ['a C1 control', 'a\u0085\u009b.sql', 'a\\x85\\x9b.sql'],
    ['a line separator', 'a\u2028.sql', 'a\\u2028.sql'],
    ['an override of the direction', 'a\u202elqs.exe.sql', 'a\\u202elqs.exe.sql'],
    ['marks of direction', '\u061c\u200e\u200f.sql', '\\u061c\\u200e\\u200f.sql'],
    ['embeddings and isolates', '\u202a\u202d\u2066\u2069.sql', '\\u202a\\u202d\\u2066\\u2069.sql'],
    ['a byte order mark', '\ufeffa.sql', '\\ufeffa.sql'],
  ])('has %s escaped', (_what, name, shown) => {
    expect(displayEntryName(name)).toBe(shown);
  });

  test.each(['报表/日报.sql', 'קובץ.sql', 'e\u0301.sql', '👩\u200d💻.sql', `${'x'.repeat(1020)}.sql`])(
    'is %s, as it is',
    (name) => {
      expect(displayEntryName(name)).toBe(name);
    },
  );

  test('is cut in the middle when it is long, and stays apart from its neighbours', () => {
    const [one, other] = ['1', '2'].map((middle) =>
      displayEntryName(`a/${'x'.repeat(900)}${middle}${'x'.repeat(900)}/b.sql`),
    );
    expect(one).toMatch(/^a\/x{501}…[0-9a-f]{16}…x{497}\/b\.sql$/);
    expect(other).not.toBe(one);
  });

  test('is never too long, in one line, well-formed, and has every escape whole', () => {
    const unit = fc.constantFrom('a', '/', '表', '👩', '\u0000', '\u202e');
    fc.assert(
      fc.property(fc.string({ unit, minLength: 100, maxLength: 2500 }), (name) => {
        const shown = displayEntryName(name);
        expect(shown.length).toBeLessThanOrEqual(maxDisplayNameLength);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.replaceAll('\\x00', '').replaceAll('\\u202e', '')).toMatch(/^(?:[a/表…0-9a-f]|👩)*$/u);
      }),
    );
  });

  test('makes no file disappear, though a ZIP allows 65,535 bytes', async () => {
    const name = `${'\u0001'.repeat(65_531)}.sql`;
    const limits = { ...defaultArchiveLimits, maxFileBytes: 100 };
    const { entries } = await openArchive(
      wholeArchive(zipBytes([{ name, content: 'SELECT 1' }, { name: 'b.sql' }])),
      limits,
    );
    expect(entries).toHaveLength(2);
    expect(entries[0]?.fileName).toMatch(/^(?:\\x01)+…[0-9a-f]{16}…(?:\\x01)+\.sql$/);
    expect(String(await entries[0]?.read())).toBe('SELECT 1');
  });
});
