import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandError } from '../command/commandError.ts';
import { collectFiles } from './collectFiles.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-collect-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), 'SELECT 1;\n');
  }
}

function namesOf(...paths: string[]): string[] {
  const collected = collectFiles(paths.map((path) => join(folder, path)));
  return collected.kind === 'files' ? collected.files.map(({ name }) => name) : [collected.kind];
}

describe('collecting what to submit', () => {
  test('a folder gives its SQL files with names relative to it, sorted', () => {
    write('b.sql', 'a/c.SQL', 'a/d.txt', '.hidden/e.sql', 'sql', '月报.sql');
    expect(namesOf('.')).toEqual(['.hidden/e.sql', 'a/c.SQL', 'b.sql', '月报.sql']);
  });

  test('a folder gives the settings of SQLFluff that lie in it', () => {
    write('.sqlfluff', 'a/.sqlfluff', 'a/b.sql', 'a/x.sqlfluff');
    expect(namesOf('.')).toEqual(['.sqlfluff', 'a/.sqlfluff', 'a/b.sql']);
  });

  test('the path of a file is the given path and the name', () => {
    write('a/b.sql');
    expect(collectFiles([folder])).toMatchObject({ files: [{ path: join(folder, 'a/b.sql'), name: 'a/b.sql' }] });
  });

  test('links inside a folder are counted, not followed', () => {
    write('real/a.sql', 'outside.sql');
    symlinkSync(join(folder, 'outside.sql'), join(folder, 'real/link.sql'));
    symlinkSync(folder, join(folder, 'real/loop'));
    expect(collectFiles([join(folder, 'real')])).toMatchObject({ links: 2, files: [{ name: 'a.sql' }] });
  });

  test('a link that was named is followed', () => {
    write('real/a.sql');
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(namesOf('link')).toEqual(['a.sql']);
  });

  test('several paths keep their own names in front', () => {
    write('one/a.sql', 'two/a.sql', 'b.sql');
    const prefix = folder.slice(1);
    expect(namesOf('one', 'two', 'b.sql')).toEqual([`${prefix}/b.sql`, `${prefix}/one/a.sql`, `${prefix}/two/a.sql`]);
  });

  test('the same path given twice is two files', () => {
    write('a.sql');
    const name = `${folder.slice(1)}/a.sql`;
    expect(namesOf('a.sql', 'a.sql')).toEqual([name, `2/${name}`]);
  });

  test('one file is sent as it is, whatever its name', () => {
    write('a.sql', 'query.txt', 'b.ZIP');
    expect(namesOf('a.sql')).toEqual(['sql']);
    expect(namesOf('query.txt')).toEqual(['sql']);
    expect(namesOf('b.ZIP')).toEqual(['zip']);
  });

  test.each([
    [['missing.sql'], 'missing.sql does not exist.'],
    [['a.sql/b.sql'], 'b.sql does not exist.'],
    [['a.sql', 'empty'], 'empty holds no file whose name ends in .sql.'],
    [['a.sql', 'b.zip'], 'b.zip is a ZIP; send it alone.'],
    [['a.sql', 'c.txt'], 'c.txt does not end in .sql; send it alone.'],
  ])('%j is refused with a sentence', (paths, sentence) => {
    write('a.sql', 'b.zip', 'c.txt', 'empty/readme.md', 'empty/.sqlfluff');
    expect(() => namesOf(...paths)).toThrow(CommandError);
    expect(() => namesOf(...paths)).toThrow(sentence);
  });
});
