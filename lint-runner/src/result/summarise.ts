import type { SeverityCounts } from '@sqllint/core/job/states';
import { totalOf } from '@sqllint/core/profile/severity';
import type { ResultFile } from '@sqllint/core/result/resultFile';

/** What a summary is made of. */
export interface Summarised {
  readonly listed: SeverityCounts;
  readonly unlisted: SeverityCounts;
  /** Lines on which a violation begins. */
  readonly linesWithViolation: number;
  readonly lineCount: number;
}

/** What stands at the top of a report on one file. */
export function summarise(found: Summarised): ResultFile['summary'] {
  const { listed, unlisted } = found;
  const total = totalOf(listed) + totalOf(unlisted);
  const critical = listed.blocker + listed.critical + unlisted.blocker + unlisted.critical;
  return {
    total_violations: total,
    critical_violations: critical,
    warning_violations: total - critical,
    listed_violations: totalOf(listed),
    file_passed: critical === 0,
    success_rate: successRate(found),
  };
}

/** Percentage of lines on which no violation begins, two decimals. A violation may begin behind the last line. */
function successRate({ linesWithViolation, lineCount }: Summarised): number {
  if (lineCount === 0) return linesWithViolation === 0 ? 100 : 0;
  const clean = Math.max(0, lineCount - linesWithViolation);
  return Math.round((clean / lineCount) * 10_000) / 100;
}
