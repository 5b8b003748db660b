import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EnginePool } from '../engine/index.ts';
import { newTestPool, testProfile } from '../engine/testdata/testPool.ts';
import { positionMapper } from './mapPosition.ts';
import { planChunks } from './planChunks.ts';

let pool: EnginePool;

beforeAll(() => {
  pool = newTestPool();
  pool.start();
});

afterAll(() => pool.stop());

/** What the engine finds in a text, as `code line:column`. */
async function findings(dialect: string, text: string): Promise<{ code: string; line: number; column: number }[]> {
  const outcome = await pool.analyse({ profile: testProfile({ dialect }), text, fileName: 'dump.sql' });
  if (!outcome.ok) {
    throw new Error(outcome.message);
  }
  return outcome.violations.map(({ code, lineNo, linePos }) => ({ code, line: lineNo, column: linePos }));
}

async function findingsByChunk(dialect: string, text: string): Promise<string[]> {
  const chunks = planChunks(text, dialect, { targetChars: 120 });
  expect(chunks.length).toBeGreaterThan(3);
  const found: string[] = [];
  for (const chunk of chunks) {
    const map = positionMapper(text, chunk);
    const linted = chunk.prefix + text.slice(chunk.start, chunk.end) + chunk.suffix;
    for (const { code, ...position } of await findings(dialect, linted)) {
      const mapped = map(position);
      if (mapped !== undefined && (code !== 'LT12' || chunk.end === text.length)) {
        found.push(`${code} ${mapped.line}:${mapped.column}`);
      }
    }
  }
  return found.sort();
}

const rows = Array.from({ length: 20 }, (_, index) => `(${index}, 'it; row ${index}',null)`);

/** Each has findings of its own, so that a piece that is read otherwise than the whole would show. */
const cases: readonly (readonly [name: string, dialect: string, text: string])[] = [
  [
    'rows on lines of their own',
    'mysql',
    `INSERT INTO t (a, b, c) VALUES\n${rows.join(',\n')}\nON DUPLICATE KEY UPDATE a=1;\n\n\n\n\nSELECT 1;\n`,
  ],
  [
    'leading commas',
    'postgres',
    `INSERT INTO t (a, b, c) VALUES\n${rows.join('\n, ')}\nON CONFLICT DO NOTHING RETURNING a;\n`,
  ],
  ['a batch', 'tsql', `INSERT INTO t (a, b, c) VALUES\n${rows.join(', -- note\n')}\nGO\n`],
  [
    'procedures with a delimiter of their own',
    'mysql',
    `DELIMITER //\n${'CREATE PROCEDURE p()\nBEGIN\n  SELECT 1,2;\n  SELECT 3;\nEND//\n\n\n\n\n'.repeat(8)}DELIMITER ;\nSELECT 4,5;\n`,
  ],
  [
    'a noqa range',
    'ansi',
    `-- noqa: disable=LT01\n${'SELECT a,b FROM t;\n'.repeat(20)}-- noqa: enable=LT01\n${'SELECT a,b FROM t;\n'.repeat(20)}`,
  ],
];

test.each(cases)('the chunks of %s have the findings of the whole text', async (_name, dialect, text) => {
  const whole = (await findings(dialect, text)).map(({ code, line, column }) => `${code} ${line}:${column}`).sort();
  expect(whole.length).toBeGreaterThan(0);
  expect(await findingsByChunk(dialect, text)).toEqual(whole);
});

test('an INSERT on one line parses in each of its pieces', async () => {
  const found = await findingsByChunk('mysql', `INSERT INTO t VALUES ${rows.join(',')};\n`);
  expect(found.filter((each) => each.startsWith('PRS'))).toEqual([]);
});
