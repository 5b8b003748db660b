import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FindingsCollector } from '../linting/findings.ts';
import { buildResult } from './buildResult.ts';

function built(description: string, edit: string, limit?: number) {
  const place = { lineNo: 1, linePos: 1, endLineNo: 1, endLinePos: 7 };
  const { result, file } = buildResult({
    resultKey: 'a'.repeat(64),
    profile: { dialect: 'ansi', severities: {} },
    rulesApplied: ['LT01'],
    fileName: 'a.sql',
    fileSize: 9,
    text: 'SELECT 1\n',
    mode: 'whole',
    encoding: 'utf-8',
    findings: new FindingsCollector(limit === undefined ? {} : { mostListed: limit }).add([
      {
        ...place,
        code: 'LT01',
        rule: 'layout.spacing',
        description,
        fixable: true,
        warning: false,
        fixes: [{ ...place, type: 'replace', edit }],
      },
    ]),
    analysisMs: 1,
    analysedAt: 0,
  });
  return { stored: result.violations[0], written: file.violations[0], result, file };
}

test('violations beyond the most that are listed are counted', () => {
  const { result, file } = built('', '', 0);
  expect(result).toMatchObject({ violations: [], unlisted: { blocker: 0, critical: 0, major: 0, minor: 1, info: 0 } });
  expect(file).toMatchObject({
    violations: [],
    summary: { total_violations: 1, warning_violations: 1, listed_violations: 0, success_rate: 0 },
  });
});

describe('the texts of a result', () => {
  test('are kept as they are up to 2000 characters', () => {
    const text = '为'.repeat(2000);
    const { stored, written } = built(text, text);
    expect(stored?.description).toBe(text);
    expect(written?.description).toBe(text);
    expect(written?.fixes[0]?.edit).toBe(text);
  });

  test('are cut beyond that, in the database and in the file alike', () => {
    const { stored, written } = built('x'.repeat(5_000_000), '');
    expect(stored?.description).toBe(`${'x'.repeat(1999)}…`);
    expect(written?.description).toBe(stored?.description);
  });

  test('of a proposal are given whole, or the proposal is left out', () => {
    expect(built('', 'y'.repeat(16_384)).written?.fixes[0]?.edit).toHaveLength(16_384);
    expect(built('', 'y'.repeat(16_385)).written?.fixes).toEqual([]);
  });

  test('never end in half a character', () => {
    const text = fc.array(fc.constantFrom('a', '🚫'), { minLength: 1990, maxLength: 2010 });
    fc.assert(
      fc.property(text, (parts) => {
        const { stored } = built(parts.join(''), '');
        expect(stored?.description.isWellFormed()).toBe(true);
        expect(stored?.description.length).toBeLessThanOrEqual(2000);
      }),
    );
  });
});
