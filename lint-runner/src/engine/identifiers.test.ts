import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dialects as catalogue } from '@sqllint/core/sqlfluff/catalogue';
import type { EnginePool, EngineProfile, EngineViolation } from './index.ts';
import { newTestPool, testProfile } from './testdata/testPool.ts';

const dialects = catalogue.map(({ label }) => label);
const mended = [
  ...['ansi', 'athena', 'bigquery', 'clickhouse', 'databricks', 'db2', 'doris', 'exasol', 'flink', 'hive', 'impala'],
  ...['mariadb', 'mysql', 'redshift', 'snowflake', 'soql', 'sparksql', 'sqlite', 'starrocks', 'teradata', 'trino'],
];
const lexedBySqlfluff = ['duckdb', 'greenplum', 'materialize', 'oracle', 'postgres', 'tsql', 'vertica'];
const backticked = ['bigquery', 'databricks', 'doris', 'flink', 'hive', 'mariadb', 'mysql', 'sparksql', 'starrocks'];

/** Each with the same statement in ASCII, code point for code point. */
const unquoted: Record<string, readonly [string, string]> = {
  'Chinese table, column and alias': ['SELECT  姓名 AS 名 FROM 用户表;\n', 'SELECT  ab AS c FROM def;\n'],
  'Japanese kana': ['SELECT かな FROM ユーザー;\n', 'SELECT ab FROM cdef;\n'],
  'Korean Hangul': ['SELECT 이름 FROM 사용자;\n', 'SELECT ab FROM cde;\n'],
  'a name mixed with ASCII': ['SELECT t_用户1 FROM a表_2;\n', 'SELECT t_ab1 FROM ac_2;\n'],
  'names around a dot': ['SELECT 表.姓名,表.b FROM 表;\n', 'SELECT d.ab,d.b FROM d;\n'],
  'names in conditions': [
    "SELECT 名 FROM 表 WHERE 姓名='张三' AND (年龄 > 18)\n",
    "SELECT a FROM b WHERE cd='张三' AND (ef > 18)\n",
  ],
  'a join with aliases': [
    'SELECT 甲.a, 乙.b, c FROM 用户 AS 甲 INNER JOIN 订单 AS 乙 ON 甲.id = 乙.id;\n',
    'SELECT p.a, q.b, c FROM xx AS p INNER JOIN yy AS q ON p.id = q.id;\n',
  ],
  'a line that is too long by its names': [
    `SELECT ${'很长的名字'.repeat(15)} FROM 用户表;\n`,
    `SELECT ${'abcde'.repeat(15)} FROM fgh;\n`,
  ],
};

const protectedPlaces: Record<string, readonly [string, string]> = {
  'a string': ["SELECT a FROM t WHERE b = '姓名，张三　李四；'\n", "SELECT a FROM t WHERE b = 'abcdefghijk'\n"],
  'a comment': ['SELECT a  FROM t -- 备注，说明　字\n', 'SELECT a  FROM t -- abcdefghi\n'],
  'a block comment': ['SELECT a /* 备注；\n说明 */ FROM  t\n', 'SELECT a /* abc\nde */ FROM  t\n'],
};

let pool: EnginePool;

beforeAll(() => {
  pool = newTestPool();
  pool.start();
});

afterAll(async () => {
  await pool.stop();
});

async function analyse(text: string, settings: Partial<EngineProfile>): Promise<readonly EngineViolation[]> {
  const profile = testProfile(settings);
  const outcome = await pool.analyse({ profile, text, fileName: 'test.sql' });
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.violations;
}

const places = (violations: readonly EngineViolation[]) =>
  violations.map((found) => [found.code, found.lineNo, found.linePos, found.endLineNo, found.endLinePos]);

// A name without case has no part in CP02, unlike its stand-in here; RF06 asks SQLFluff's own pattern whether a name needs its
// quotes, and that one knows ASCII alone in most dialects.
const excludeRules = ['CP02', 'RF06'];

async function expectAsInAscii(dialect: string, cases: Record<string, readonly [string, string]>): Promise<void> {
  for (const [name, [text, ascii]] of Object.entries(cases)) {
    const found = places(await analyse(text, { dialect, excludeRules }));
    expect({ name, found }).toEqual({ name, found: places(await analyse(ascii, { dialect, excludeRules })) });
    expect({ name, codes: found.map(([code]) => code) }).toEqual({
      name,
      codes: expect.not.arrayContaining([expect.stringMatching(/LXR|PRS/)]),
    });
  }
}

test('every dialect stands in one of the lists', () => {
  expect([...mended, ...lexedBySqlfluff].toSorted()).toEqual([...dialects].toSorted());
});

describe('what is found is what would be found with names in ASCII', () => {
  test.each([...mended, ...lexedBySqlfluff])('for names without quotes in %s', async (dialect) => {
    await expectAsInAscii(dialect, unquoted);
  });

  test.each(dialects)('for names in quotes, strings and comments in %s', async (dialect) => {
    const quote = backticked.includes(dialect) ? '`' : '"';
    const quoted: Record<string, readonly [string, string]> =
      dialect === 'soql'
        ? {}
        : {
            'quoted names': [
              `SELECT ${quote}姓名${quote} FROM  ${quote}用户表${quote}\n`,
              `SELECT ${quote}ab${quote} FROM  ${quote}cde${quote}\n`,
            ],
          };
    await expectAsInAscii(dialect, { ...protectedPlaces, ...quoted });
  });

  test.each(mended)('with the Python parser in %s', async (dialect) => {
    for (const [text] of Object.values(unquoted)) {
      expect(await analyse(text, { dialect, parser: 'Python' })).toEqual(await analyse(text, { dialect }));
    }
  });
});

describe('what is no name is still found', () => {
  test.each<[string, string, string, string]>([
    ['a full-width comma', 'mysql', 'SELECT 姓名，年龄 FROM 用户表', 'LXR 1:10, PRS 1:10'],
    ['a full-width semicolon', 'mysql', 'SELECT 姓名 FROM 用户表；', 'LXR 1:19, PRS 1:19'],
    ['full-width brackets', 'mysql', 'SELECT COUNT（姓名） FROM 用户表', 'LXR 1:13, PRS 1:13'],
    ['full-width quotes', 'mysql', 'SELECT 姓名 FROM 表\nWHERE 姓名 = ‘张三’', 'PRS 2:10, LXR 2:12'],
    ['an ideographic space behind a name', 'mysql', 'SELECT 姓名　FROM 用户表', 'LXR 1:10, PRS 1:10'],
    ['an ideographic space before a name', 'ansi', 'SELECT a FROM　用户表', 'PRS 1:10, LXR 1:14'],
    ['a full-width digit that stands alone', 'mysql', 'SELECT １ FROM 用户表', 'LXR 1:8, PRS 1:8'],
    ['an emoji', 'mysql', 'SELECT 名😀 FROM 用户表', 'LXR 1:9, PRS 1:9'],
    ['a letter beyond the basic plane in MySQL', 'mysql', 'SELECT 𠮷 FROM 用户表', 'LXR 1:8, PRS 1:8'],
    ['an unclosed bracket before a name', 'mysql', 'SELECT (姓名 FROM 用户表', 'PRS 1:8'],
    ['a name too many', 'mysql', 'SELECT 姓名 FROM 用户表 别名 另一', 'PRS 1:23'],
  ])('%s (%s)', async (_name, dialect, text, expected) => {
    const found = await analyse(`${text}\n`, { dialect, rules: ['CP01'] });
    expect(found.map(({ code, lineNo, linePos }) => `${code} ${lineNo}:${linePos}`).join(', ')).toBe(expected);
  });

  test.each<[string, string, string]>([
    ['accents that make no name', '--De François\nSELECT a FROM b', 'PRS 1:1, LXR 1:10'],
    ['accents in a name that is parsed', 'SELECT prénom FROM clients', ''],
    ['accents before an error', 'SELECT prénom FROM clients c d', 'PRS 1:30'],
  ])('%s', async (_name, text, expected) => {
    const found = await analyse(`${text}\n`, { rules: ['CP01'] });
    expect(found.map(({ code, lineNo, linePos }) => `${code} ${lineNo}:${linePos}`).join(', ')).toBe(expected);
  });

  test('an ideographic space is one of the spaces of StarRocks', async () => {
    expect(await analyse('SELECT 姓名　FROM 用户表\n', { dialect: 'starrocks', rules: ['CP01'] })).toEqual([]);
  });
});

describe('names', () => {
  test.each<[string, string, string, string]>([
    ['in a text that cannot be lexed', 'SELECT 姓名，年龄 FROM 表\n', 'LXR', "Unable to lex characters: '，年龄'"],
    [
      'in a text that cannot be parsed',
      'SELECT 姓名 FROM 用户表 表名 另一\n',
      'PRS',
      "Line 1, Position 23: Found unparsable section: '另一'. Expected: Nothing here. Found <WordSegment: ([L:  1, P: 23]) '另一'>",
    ],
    [
      'beside what looks like a place in the text',
      'SELECT 姓名 FROM 表 别名 "[L:  9, P: 1]) \'z" 另一\n',
      'PRS',
      `Line 1, Position 21: Found unparsable section: '"[L:  9, P: 1]) \\'z" 另一'. Expected: Nothing here. Found <CodeSegment: ([L:  1, P: 21]) '"[L:  9, P: 1]) \\'z"'>`,
    ],
    [
      'of a column',
      'SELECT 姓名 FROM 用户 AS 甲 INNER JOIN 订单 AS 乙 ON 甲.编号 = 乙.编号\n',
      'RF02',
      "Unqualified reference '姓名' found in select with more than one referenced table/view.",
    ],
  ])('stand in the description as in the text: %s', async (_name, text, code, description) => {
    const found = await analyse(text, { dialect: 'mysql' });
    expect(found.filter((violation) => violation.code === code).map((violation) => violation.description)).toEqual([
      description,
    ]);
  });

  test('stand in a fix as in the text', async () => {
    const found = await analyse('SELECT t_用户 FROM b_订单 WHERE T_编号 = 1\n', { dialect: 'mysql', rules: ['CP02'] });
    expect(found.flatMap((violation) => violation.fixes.map((fix) => [fix.edit, fix.linePos]))).toEqual([
      ['t_编号', 29],
    ]);
  });

  test('of functions stand in a fix as in the text', async () => {
    const found = await analyse('SELECT SUM(b), 函数abc(a) FROM t_用户\n', { rules: ['CP03'] });
    expect(found.flatMap((violation) => violation.fixes.map((fix) => [fix.edit, fix.linePos]))).toEqual([
      ['函数ABC', 16],
    ]);
  });

  test('without case agree with any case', async () => {
    const found = (text: string, dialect: string) => analyse(text, { dialect, rules: ['CP02'] });
    for (const dialect of ['mysql', 'postgres']) {
      expect(await found('SELECT 姓名, b, c FROM 用户表\n', dialect)).toEqual([]);
      expect(await found('SELECT 姓名, B, C FROM 用户表\n', dialect)).toEqual([]);
      expect((await found('SELECT b, 姓名, C FROM 用户表\n', dialect)).map(({ linePos }) => linePos)).toEqual([15]);
    }
  });

  test('of equal length are never taken for one another', async () => {
    const rules = ['AL04', 'AL05', 'AL08', 'RF01', 'ST03'];
    const text = (first: string, second: string) =>
      `SELECT 甲.名字 AS ${first}, 乙.年龄 AS ${second} FROM 用户 AS 甲 INNER JOIN 订单 AS 乙 ON 甲.号 = 丙.号\n`;
    expect((await analyse(text('列一', '列二'), { rules })).map(({ code }) => code)).toEqual(['RF01']);
    expect((await analyse(text('列一', '列一'), { rules })).map(({ code }) => code)).toEqual(['AL08', 'RF01']);
  });

  test('never become a keyword', async () => {
    const words = ['SI字E', 'LA字Y', 'FREE字E', 'JO字N', '字EAR', '字IEW', 'MA字VALUE', 'NOT字', '字'];
    const text = `SELECT\n${words.map((word) => `    t.${word},\n    ${word}`).join(',\n')}\nFROM t\n`;
    expect(places(await analyse(text, { rules: ['CP01'] }))).toEqual([]);
  });

  test.each<[string, string]>([
    ['CP02', 'SELECT 表.姓名, 表.b, 表.T_编号 FROM 表\n'],
    ['CP02', 'SELECT a, b AS 名 FROM t_用户1 AS U\n'],
    ['RF05', 'SELECT t_用户1 AS 名 FROM 表\n'],
    ['AL05', 'SELECT a FROM 用户 AS 甲\n'],
  ])('are to %s what they are to it where SQLFluff lexes them: %s', async (rule, text) => {
    const postgres = await analyse(text, { dialect: 'postgres', rules: [rule] });
    for (const dialect of mended) {
      expect({ dialect, found: await analyse(text, { dialect, rules: [rule] }) }).toEqual({ dialect, found: postgres });
    }
  });
});
