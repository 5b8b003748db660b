import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EnginePool, EngineProfile, EngineViolation } from './index.ts';
import { newTestPool, python, testProfile } from './testdata/testPool.ts';

const testdata = fileURLToPath(new URL('./testdata', import.meta.url));
const dialects = ['ansi', 'bigquery', 'mysql', 'oracle', 'postgres', 'sparksql', 'tsql'];

interface CommandViolation {
  readonly start_line_no: number;
  readonly start_line_pos: number;
  readonly end_line_no?: number;
  readonly end_line_pos?: number;
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly warning: boolean;
  readonly fixes?: readonly unknown[];
}

interface CommandRecord {
  readonly filepath: string;
  readonly violations: readonly CommandViolation[];
}

let folder: string;
let pool: EnginePool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-test-'));
  pool = newTestPool({ size: 2 });
  pool.start();
});

afterAll(async () => {
  await pool.stop();
  await rm(folder, { recursive: true });
});

/** What the command finds; it reads no settings but those given here. */
async function runCommand(dialect: string, path: string, ...args: readonly string[]): Promise<CommandRecord[]> {
  const command = join(dirname(python), 'sqlfluff');
  const options = ['lint', '--format', 'json', '--templater', 'raw', '--ignore-local-config', '--nofail'];
  const all = [...options, '--encoding', 'utf-8', '--dialect', dialect, ...args, path];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(command, all, { cwd: folder, maxBuffer: 256 * 1024 * 1024 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
  return JSON.parse(output);
}

async function analyse(text: string, profile: EngineProfile): Promise<readonly EngineViolation[]> {
  const outcome = await pool.analyse({ profile, text, fileName: 'test.sql' });
  if (!outcome.ok) {
    throw new Error(outcome.message);
  }
  return outcome.violations;
}

function asCommandTells(violations: readonly EngineViolation[]): unknown {
  return violations.map((violation) => [
    violation.code,
    violation.lineNo,
    violation.linePos,
    violation.endLineNo,
    violation.endLinePos,
    violation.rule,
    violation.description,
    violation.warning,
    violation.fixable,
    violation.fixes.length,
  ]);
}

function asEngineTells(violations: readonly CommandViolation[]): unknown {
  return violations.map((violation) => [
    violation.code,
    violation.start_line_no,
    violation.start_line_pos,
    violation.end_line_no ?? null,
    violation.end_line_pos ?? null,
    violation.name,
    violation.description,
    violation.warning,
    (violation.fixes ?? []).length > 0,
    (violation.fixes ?? []).length,
  ]);
}

describe('the engine finds what `sqlfluff lint` finds', () => {
  test.each(dialects)('in every %s file', async (dialect) => {
    const records = await runCommand(dialect, join(testdata, dialect));
    expect(records).toHaveLength((await readdir(join(testdata, dialect))).length);
    for (const record of records) {
      const found = await analyse(await readFile(record.filepath, 'utf8'), testProfile({ dialect }));
      expect({ file: record.filepath, violations: asCommandTells(found) }).toEqual({
        file: record.filepath,
        violations: asEngineTells(record.violations),
      });
    }
  });

  test.each<[string, Partial<EngineProfile>, readonly string[]]>([
    ['some rules', { rules: ['LT01', 'capitalisation', 'L0?9'] }, ['--rules', 'LT01,capitalisation,L0?9']],
    ['all rules but some', { excludeRules: ['layout', 'CP*'] }, ['--exclude-rules', 'layout,CP*']],
    ['noqa ignored', { noqa: 'Ignore' }, ['--disable-noqa']],
  ])('with %s', async (_name, settings, args) => {
    const file = join(testdata, 'ansi', 'noqa.sql');
    const [record] = await runCommand('ansi', file, ...args);
    const found = await analyse(await readFile(file, 'utf8'), testProfile({ dialect: 'ansi', ...settings }));
    expect(found.length).toBeGreaterThan(0);
    expect(asCommandTells(found)).toEqual(asEngineTells(record?.violations ?? []));
  });

  test('whatever was analysed before', async () => {
    const profile = testProfile();
    const texts = await Promise.all(
      ['orders.sql', 'unparsable.sql', 'crlf.sql'].map((name) => readFile(join(testdata, 'mysql', name), 'utf8')),
    );
    const first = await Promise.all(texts.map((text) => analyse(text, profile)));
    const again = await Promise.all([...texts].reverse().map((text) => analyse(text, profile)));
    expect(again.reverse()).toEqual(first);
  });
});

describe('a directive in the text', () => {
  const statement = 'SELECT a.id,a.name  from tbl a where a.very_long_column_name = 1 and a.another_one = 2;\n';

  test.each([
    '-- sqlfluff:max_line_length:10',
    '--sqlfluff:max_line_length:10',
    '-- sqlfluff:dialect:tsql',
    '-- sqlfluff:dialect:no_such_dialect',
    '-- sqlfluff:rules:LT01',
    '-- sqlfluff:exclude_rules:all',
    '-- sqlfluff:ignore:linting,parsing',
    '-- sqlfluff:disable_noqa:True',
    '-- sqlfluff:large_file_skip_char_limit:1',
    '-- sqlfluff:max_parse_nodes:1',
    '-- sqlfluff:templater:placeholder',
    '-- sqlfluff:rules:capitalisation.keywords:capitalisation_policy:upper',
    '-- sqlfluff:nonsense',
    '-- sqlfluff',
  ])('is a comment like any other: %s', async (directive) => {
    const profile = testProfile({ dialect: 'ansi' });
    const twin = directive.replace('sqlfluff', 'sqlfluvv');
    for (const place of [(line: string) => `${line}\n${statement}`, (line: string) => `${statement}${line}\n`]) {
      const found = await analyse(place(directive), profile);
      expect(found.map((violation) => violation.code)).toContain('CP01');
      expect(found).toEqual(await analyse(place(twin), profile));
    }
  });

  test('runs no code of a library that it names', async () => {
    const canary = join(folder, 'canary');
    await writeFile(join(folder, 'library.py'), `open(${JSON.stringify(canary)}, "w").close()\n`);
    const text = `-- sqlfluff:templater:jinja:library_path:${folder}\n-- sqlfluff:templater:jinja\nSELECT {{ library }};\n`;
    expect((await analyse(text, testProfile())).map((violation) => violation.code)).toContain('PRS');
    expect(await readdir(folder)).not.toContain('canary');
  });

  test('leaves noqa as it is', async () => {
    const found = await analyse(
      `-- sqlfluff:disable_noqa:True\n${statement.trimEnd()} -- noqa: CP01,LT01\n`,
      testProfile({ dialect: 'ansi' }),
    );
    const codes = found.map((violation) => violation.code);
    expect(codes).toContain('LT05');
    expect(codes).not.toContain('CP01');
    expect(codes).not.toContain('LT01');
  });
});
