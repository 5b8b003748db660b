import type { Severity } from '@sqllint/core/job/states';
import type { ResultFile } from '@sqllint/core/result/resultFile';

/** What stands at the top of a report on one file. */
export function summarise(
  violations: readonly { readonly lineNo: number; readonly severity: Severity }[],
  lineCount: number,
): ResultFile['summary'] {
  const critical = violations.filter(({ severity }) => severity === 'Blocker' || severity === 'Critical').length;
  return {
    total_violations: violations.length,
    critical_violations: critical,
    warning_violations: violations.length - critical,
    file_passed: critical === 0,
    success_rate: successRate(new Set(violations.map(({ lineNo }) => lineNo)).size, lineCount),
  };
}

/** Percentage of lines on which no violation begins, two decimals. A violation may begin behind the last line. */
function successRate(linesWithViolation: number, lineCount: number): number {
  if (lineCount === 0) return linesWithViolation === 0 ? 100 : 0;
  const clean = Math.max(0, lineCount - linesWithViolation);
  return Math.round((clean / lineCount) * 10_000) / 100;
}
