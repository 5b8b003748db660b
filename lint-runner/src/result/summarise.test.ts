import { describe, expect, test } from '@jest/globals';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import { noViolations } from '@sqllint/core/profile/severity';
import fc from 'fast-check';
import { rulesApplied } from './rulesApplied.ts';
import { summarise } from './summarise.ts';

function summary(linesWithViolation: number, lineCount: number) {
  return summarise({ listed: noViolations, unlisted: noViolations, linesWithViolation, lineCount });
}

describe('the summary of a result', () => {
  test('counts Blocker and Critical apart from the rest, and lines only once', () => {
    const listed = { ...noViolations, blocker: 1, critical: 1, minor: 1 };
    expect(summarise({ listed, unlisted: noViolations, linesWithViolation: 2, lineCount: 7 })).toEqual({
      total_violations: 3,
      critical_violations: 2,
      warning_violations: 1,
      listed_violations: 3,
      file_passed: false,
      success_rate: 71.43,
    });
  });

  test.each([
    [0, [], 100],
    [0, [1], 0],
    [1, [1, 2], 0],
    [4, [], 100],
  ])('of %d lines with violations on %j is a rate of %d', (lineCount, lines, rate) => {
    expect(summary(lines.length, lineCount).success_rate).toBe(rate);
  });

  test('is always a percentage', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(40), (lines, lineCount) => {
        const { success_rate } = summary(lines, lineCount);
        expect(success_rate).toBeGreaterThanOrEqual(0);
        expect(success_rate).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('the rules that were applied', () => {
  test('are all of them by default', () => {
    expect(rulesApplied(defaultProfile)).toEqual(expect.arrayContaining(['AL01', 'LT01', 'ST01']));
  });

  test('are the chosen ones without the excluded ones, by code', () => {
    expect(rulesApplied({ rules: ['layout', 'CP01'], excludeRules: ['LT0*'] })).toEqual(
      expect.arrayContaining(['CP01', 'LT12']),
    );
    expect(rulesApplied({ rules: ['CP01', 'LT01'], excludeRules: ['layout.spacing'] })).toEqual(['CP01']);
  });
});
