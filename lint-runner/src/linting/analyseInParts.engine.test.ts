import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Settings } from '@sqllint/core/profile/types';
import { planChunks } from '../chunking/planChunks.ts';
import type { EnginePool, EngineViolation } from '../engine/index.ts';
import { newTestPool, testProfile } from '../engine/testdata/testPool.ts';
import { analyseInParts } from './analyseInParts.ts';

let pool: EnginePool;

beforeAll(() => {
  pool = newTestPool({ size: 2 });
});

afterAll(() => pool.stop());

const rows = (count: number, separator: string) =>
  Array.from({ length: count }, (_, index) => `(${index},'name ${index}',NULL)`).join(separator);

const texts: readonly (readonly [name: string, dialect: string, text: string])[] = [
  ['words whose case changes half-way', 'ansi', `${'select a from b;\n'.repeat(20)}${'SELECT A FROM b;\n'.repeat(20)}`],
  ['styles that the first of their kind decides', 'mysql', 'SELECT "a" <> 1;\nSELECT \'a\' != 1;\n'.repeat(20)],
  [
    'blank lines at both ends and between statements',
    'ansi',
    `\n\nSELECT 1;\n${'\n\n\n\nSELECT  1;\n'.repeat(20)}\n\n`,
  ],
  ['no line end at the end', 'ansi', `${'SELECT  1;\n'.repeat(30)}SELECT 2`],
  ['an INSERT with a row on each line', 'mysql', `INSERT INTO t VALUES\n    ${rows(60, ',\n    ')};\nSELECT  1;\n`],
  ['an INSERT with a tail', 'mysql', `INSERT INTO t VALUES\n${rows(60, ',\n')}\nON DUPLICATE KEY UPDATE a=1;\n`],
  [
    'ranges of noqa',
    'ansi',
    `-- noqa: disable=LT01\n${'SELECT  1;\n'.repeat(30)}-- noqa: enable=all\n${'SELECT  1;\n'.repeat(30)}`,
  ],
  ['statements that are indented', 'mysql', `SELECT 1;\n${'    INSERT INTO t VALUES (1);\n'.repeat(30)}`],
  ['statements that are indented by tabs', 'mysql', `SELECT 1;\n${'\tINSERT INTO t VALUES (1);\n'.repeat(30)}`],
  ['a text that is indented throughout', 'ansi', '    SELECT  1;\n'.repeat(40)],
  ['an INSERT that is indented', 'mysql', `SELECT 1;\n  INSERT INTO t VALUES\n${rows(60, ',\n')};\n`],
  ['aliases that are used again', 'ansi', 'SELECT a AS x, b AS x FROM t;\n'.repeat(30)],
  ['a line that is noqa as a whole', 'mysql', `INSERT INTO t VALUES ${rows(60, ',')}; -- noqa\nSELECT  1;\n`],
  [
    'statements behind a DELIMITER',
    'mysql',
    `DELIMITER //\n${'CREATE PROCEDURE p()\nBEGIN\n  SELECT  1;\nEND//\n'.repeat(12)}DELIMITER ;\n`,
  ],
];

describe('a text in parts has the violations of the whole text', () => {
  test.each(texts)('%s', async (_name, dialect, text) => {
    const chunks = planChunks(text, dialect, { targetChars: 150 });
    expect(chunks.length).toBeGreaterThan(2);
    expect(await inParts(text, dialect)).toEqual(await whole(text, dialect));
  });

  test('proposals that reach beyond a part are left out', async () => {
    const leadingCommas = `INSERT INTO t VALUES\n${rows(60, '\n  , ')};\n`;
    const found = await inParts(leadingCommas, 'mysql');
    expect(found.map(withoutProposal)).toEqual((await whole(leadingCommas, 'mysql')).map(withoutProposal));
    expect(found.filter(({ fixable, fixes }) => fixable && fixes.length === 0).length).toBeGreaterThan(0);
  });

  test.each([
    ['an INSERT', `INSERT INTO t VALUES ${rows(60, ',')};\nSELECT  1;\n`],
    ['statements', `${'SELECT  1; '.repeat(150)}\nSELECT  1;\n`],
  ])('a line that is cut has its whole length: %s', async (_name, oneLine) => {
    const found = await inParts(oneLine, 'mysql');
    expect(found.map(withoutProposal)).toEqual((await whole(oneLine, 'mysql')).map(withoutProposal));
  });

  test('a missing terminator at the end of a part is none at the end of the file', async () => {
    const text = 'SELECT a FROM t\nGO\n'.repeat(30);
    const settings = { 'rules:convention.terminator:require_final_semicolon': true };
    expect(await inParts(text, 'tsql', settings)).toEqual(await whole(text, 'tsql', settings));
  });

  test('what cannot be parsed is described with its place in the text', async () => {
    const text = `${'SELECT 1;\n'.repeat(25)}SELECT FROM WHERE;\n${'SELECT 1;\n'.repeat(25)}`;
    const unparsable = (violations: readonly EngineViolation[]) =>
      violations
        .filter(({ code }) => code === 'PRS')
        .map(({ lineNo, linePos, description }) => [lineNo, linePos, description]);
    const found = unparsable(await inParts(text, 'ansi'));
    expect(found).toHaveLength(1);
    expect(found).toEqual(unparsable(await whole(text, 'ansi')));
  });
});

function withoutProposal(violation: EngineViolation): EngineViolation {
  return { ...violation, fixes: [] };
}

async function inParts(text: string, dialect: string, settings: Settings = {}): Promise<readonly EngineViolation[]> {
  const engines = { size: 2, analyse: pool.analyse.bind(pool) };
  const chunks = planChunks(text, dialect, { targetChars: 150 });
  const request = { profile: testProfile({ dialect, settings }), text, fileName: 'a.sql' };
  const outcome = await analyseInParts(engines, chunks, request, { signal: new AbortController().signal });
  return outcome.ok ? outcome.findings.violations.map(withoutFarEnd) : [];
}

async function whole(text: string, dialect: string, settings: Settings = {}): Promise<readonly EngineViolation[]> {
  const outcome = await pool.analyse({ profile: testProfile({ dialect, settings }), text, fileName: 'a.sql' });
  expect(outcome.ok).toBe(true);
  return outcome.ok ? outcome.violations.map(withoutFarEnd) : [];
}

/** LT13 is about all that follows the blank lines, which for a part is the part. */
function withoutFarEnd(violation: EngineViolation): EngineViolation {
  return violation.code === 'LT13' ? { ...violation, endLineNo: null, endLinePos: null } : violation;
}
