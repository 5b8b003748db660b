import { describe, expect, test } from '@jest/globals';
import { compareFindings } from './compare.ts';
import type { Finding, Findings } from './findings.ts';
import { reportOf } from './report.ts';

function findings(files: Record<string, readonly Finding[]>, skipped: Record<string, string> = {}): Findings {
  return { files: new Map(Object.entries(files)), skipped: new Map(Object.entries(skipped)) };
}

const spacing = { line: 1, position: 8, code: 'LT01' };
const parsing = { line: 3, position: 1, code: 'PRS' };

describe('comparing with sqlfluff', () => {
  test('the order of the violations does not matter', () => {
    const comparison = compareFindings(
      ['a.sql'],
      findings({ 'a.sql': [spacing, parsing] }),
      findings({ 'a.sql': [parsing, spacing] }),
    );
    expect(comparison).toEqual({ files: 1, violations: 2, differences: [] });
  });

  test.each([
    [{ ...spacing, line: 2 }, 'line'],
    [{ ...spacing, position: 9 }, 'position'],
    [{ ...spacing, code: 'LT02' }, 'code'],
  ])('another %j is a difference on both sides', (other) => {
    const { differences } = compareFindings(
      ['a.sql'],
      findings({ 'a.sql': [spacing] }),
      findings({ 'a.sql': [other] }),
    );
    expect(differences).toEqual([
      { file: 'a.sql', kind: 'only in sqlfluff', finding: spacing },
      { file: 'a.sql', kind: 'only in sqllint', finding: other },
    ]);
  });

  test('one of two equal violations is not enough', () => {
    const { differences } = compareFindings(
      ['a.sql'],
      findings({ 'a.sql': [spacing, spacing] }),
      findings({ 'a.sql': [spacing] }),
    );
    expect(differences).toEqual([{ file: 'a.sql', kind: 'only in sqlfluff', finding: spacing }]);
  });

  test('a file that only one side analysed is a difference, one that neither did is not', () => {
    const { files, differences } = compareFindings(
      ['a.sql', 'b.sql', 'c.sql'],
      findings({ 'a.sql': [] }, { 'b.sql': 'x', 'c.sql': 'x' }),
      findings({ 'b.sql': [] }, { 'a.sql': 'y', 'c.sql': 'y' }),
    );
    expect(files).toBe(0);
    expect(differences).toEqual([
      { file: 'a.sql', kind: 'analysed by sqlfluff only' },
      { file: 'b.sql', kind: 'analysed by sqllint only' },
    ]);
  });
});

test('the report shows twenty differences, counts the rest, and lists what was skipped', () => {
  const many = Array.from({ length: 23 }, (_, index) => ({ ...spacing, line: index + 1 }));
  const sqlfluff = findings({ 'a.sql': many });
  const sqllint = findings({ 'a.sql': [] }, { 'b.sql': 'TIMEOUT' });
  const lines = reportOf(compareFindings(['a.sql'], sqlfluff, sqllint), sqlfluff, sqllint).split('\n');
  expect(lines).toContain('  a.sql:20:8: LT01 only in sqlfluff');
  expect(lines).not.toContain('  a.sql:21:8: LT01 only in sqlfluff');
  expect(lines).toContain('  ... and 3 more');
  expect(lines).toContain('  b.sql: TIMEOUT');
});
