import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseConfigFile } from './parseConfigFile.ts';

const python = process.env.SQLLINT_PYTHON ?? fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));

/** What SQLFluff itself reads, before it looks for types; null for a file that it cannot read. */
async function readBySqlfluff(texts: readonly string[]): Promise<readonly unknown[]> {
  const script = `
import configparser, json, sys
from sqlfluff.core.config import ini
ini.coerce_value = lambda text: text
def by_path(section, names=()):
    for name, value in section.items():
        if isinstance(value, dict):
            yield from by_path(value, (*names, name))
        else:
            yield ":".join(names[1:] if names[0] == "core" else (*names,)) , name, value
def read(text):
    try:
        found = ini.load_ini_string(text)
    except configparser.Error:
        return None
    return {":".join(filter(None, (path, name))): value for path, name, value in by_path(found)}
print(json.dumps([read(text) for text in json.load(sys.stdin)]))`;
  const child = promisify(execFile)(python, ['-I', '-B', '-c', script], { maxBuffer: 16 * 1024 * 1024 });
  child.child.stdin?.end(JSON.stringify(texts));
  return JSON.parse((await child).stdout);
}

describe('a configuration file', () => {
  test.each<[string, string, Record<string, string>]>([
    ['nothing', '', {}],
    ['settings and sections', '[sqlfluff]\na = 1\n[sqlfluff:rules:x.y]\nb=2', { a: '1', 'rules:x.y:b': '2' }],
    ['comments', '# one\n[sqlfluff]\n; two\na = 1 # no comment\n', { a: '1 # no comment' }],
    ['a value on several lines', '[sqlfluff]\na =\n    b,\n    # a comment\n    c\n\n', { a: '\nb,\nc' }],
    ['line ends of Windows and a byte order mark', '\ufeff[sqlfluff]\r\na = 1\r\n', { a: '1' }],
    ['a value with a delimiter', '[sqlfluff]\na = b=c:d', { a: 'b=c:d' }],
    ['a percent sign', '[sqlfluff]\na = %(b)s', { a: '%(b)s' }],
    ['sections of other programs', '[flake8]\na = 1\n[sqlfluff]\nb = 2\n[sqlfluffy]\nc = 3', { b: '2' }],
  ])('with %s is read', (_name, text, values) => {
    expect(parseConfigFile(text)).toEqual({ ok: true, values });
  });

  test.each<[string, string, number, RegExp]>([
    ['a setting without a section', '\n# x\na = 1', 3, /begin with \[sqlfluff\]/],
    ['a line without a delimiter', '[sqlfluff]\na', 2, /write name = value/],
    ['a value without a name', '[sqlfluff]\n= 1', 2, /write name = value/],
    ['a setting twice', '[sqlfluff]\na = 1\na = 2', 3, /second time/],
    ['a section twice', '[sqlfluff]\n[x]\n[sqlfluff]', 3, /second time/],
    ['defaults for all sections', '[DEFAULT]\na = 1', 1, /\[DEFAULT\]/],
  ])('with %s is none', (_name, text, line, problem) => {
    expect(parseConfigFile(text)).toMatchObject({ ok: false, line, problem: expect.stringMatching(problem) });
  });

  test('is read as the installed SQLFluff reads it', async () => {
    const line = fc.constantFrom(
      '[sqlfluff]',
      '[sqlfluff:rules]',
      '[sqlfluff:layout:type:comma]',
      '[other]',
      ' [indented]',
      'a = 1',
      'b= x y',
      '  c',
      '  c = 2',
      '    d,',
      '# comment',
      '  ; comment',
      '',
      '   ',
      'n.m = 3',
      'e =',
      'f',
      '= 4',
    );
    const texts = fc.sample(
      fc.array(line, { maxLength: 10 }).map((lines) => lines.join('\n')),
      { numRuns: 600, seed: 7 },
    );
    const expected = await readBySqlfluff(['[sqlfluff]\na = 1\n[sqlfluff:rules]\na = 2', ...texts]);
    expect(expected[0]).toEqual({ a: '1', 'rules:a': '2' });
    expect(
      expected.filter((found) => found !== null && Object.keys(found as object).length > 0).length,
    ).toBeGreaterThan(20);
    const read = texts.map((text) => {
      const parsed = parseConfigFile(text);
      return parsed.ok ? parsed.values : null;
    });
    expect(read).toEqual(expected.slice(1));
  });
});
