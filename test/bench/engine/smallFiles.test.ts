import { describe, expect, test } from '@jest/globals';
import { smallFiles, withOtherLiterals } from './smallFiles.ts';

describe('a copy of a text', () => {
  test.each([
    ['has other numbers', 'LIMIT 10', 'LIMIT 13'],
    ['has other strings', "= 'new'", "= 'new3'"],
    ['keeps names that hold digits', 'SELECT a1, `b2`, t.3c', 'SELECT a1, `b2`, t.3c'],
    ['keeps numbers with a point or an exponent', '1.5, 2e3', '1.5, 2e3'],
    ['keeps variables', '@1 $1 :1', '@1 $1 :1'],
  ])('%s', (_name, text, copied) => {
    expect(withOtherLiterals(text, 3)).toBe(copied);
  });
});

describe('a set of small files', () => {
  const corpus = [
    { name: 'a.sql', text: 'SELECT 1\n' },
    { name: 'b.sql', text: "SELECT 'x', 2\n" },
    { name: 'none.sql', text: 'SELECT a\n' },
    { name: 'long.sql', text: `SELECT 1 -- ${'x'.repeat(5000)}\n` },
  ];
  const files = smallFiles(corpus, 101);

  test('has as many files as were asked for, each with a name and a content of its own', () => {
    expect(files).toHaveLength(101);
    expect(new Set(files.map(({ name }) => name)).size).toBe(101);
    expect(new Set(files.map(({ text }) => text)).size).toBe(101);
  });

  test('comes from the small files that have literals', () => {
    expect(new Set(files.map(({ name }) => name.split('/').at(-1)))).toEqual(new Set(['a.sql', 'b.sql']));
  });

  test('is the same each time', () => {
    expect(smallFiles(corpus, 101)).toEqual(files);
  });

  test('is empty when nothing can be varied', () => {
    expect(smallFiles([{ name: 'none.sql', text: 'SELECT a\n' }], 5)).toEqual([]);
  });
});
