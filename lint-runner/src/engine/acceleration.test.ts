import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { EngineProfile } from './index.ts';
import { engineDir, python, testProfile } from './testdata/testPool.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const testdata = join(repository, 'lint-runner', 'src', 'engine', 'testdata');
const demo = join(repository, 'test', 'demo', 'sql');

interface Case {
  readonly name: string;
  readonly text: string;
  readonly profile: EngineProfile;
}

interface Report {
  readonly installed: boolean;
  readonly codes: readonly string[];
  readonly differences: readonly unknown[];
}

function casesOf(folder: string, settings: Partial<EngineProfile>): readonly Case[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
      return { name, text, profile: testProfile(settings) };
    });
}

async function compare(cases: readonly Case[]): Promise<Report> {
  const script = join(testdata, 'compareAcceleration.py');
  const { stdout } = await execa(python, ['-I', '-B', '-X', 'utf8', script, engineDir], {
    input: JSON.stringify(cases),
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

describe('the accelerated engine', () => {
  const layout = join(testdata, 'layout');
  const cases = [
    ...casesOf(join(demo, 'shop-mysql'), { dialect: 'mysql' }),
    ...casesOf(join(demo, 'analytics-postgres'), { dialect: 'postgres' }),
    ...casesOf(join(demo, 'billing-oracle'), { dialect: 'oracle' }),
    ...['ansi', 'bigquery', 'mysql', 'oracle', 'postgres', 'sparksql', 'tsql'].flatMap((dialect) => [
      ...casesOf(join(testdata, dialect), { dialect }),
      ...casesOf(layout, { dialect }),
    ]),
    ...casesOf(layout, { dialect: 'ansi', parser: 'Python' }),
    ...casesOf(layout, { dialect: 'ansi', noqa: 'Ignore' }),
    ...casesOf(layout, { dialect: 'ansi', rules: ['LT01', 'references'] }),
  ];
  let report: Report;

  beforeAll(async () => {
    report = await compare(cases);
  }, 120_000);

  test('is in place for the SQLFluff that is installed', () => {
    expect(report.installed).toBe(true);
  });

  test('says of every text what SQLFluff says, in every field and fix', () => {
    expect(report.differences).toEqual([]);
  });

  test.each([
    ...['LT01', 'LT02', 'LT03', 'LT04', 'LT05', 'LT06', 'LT07', 'LT08', 'LT09', 'LT10', 'LT11', 'LT12', 'LT13', 'LT15'],
    ...['PRS', 'LXR', 'AL05', 'CP01', 'RF02', 'ST06'],
  ])('was compared on a text that breaks %s', (code) => {
    expect(report.codes).toContain(code);
  });
});
