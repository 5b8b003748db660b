import type { Comparison, Difference } from './compare.ts';
import type { Findings } from './findings.ts';

const shownDifferences = 20;

/** The report for people: counts, the first differences in full, and every file that either side left out. */
export function reportOf(comparison: Comparison, sqlfluff: Findings, sqllint: Findings): string {
  const { files, violations, differences } = comparison;
  const hidden = differences.length - shownDifferences;
  return [
    `files compared       ${files}`,
    `violations           ${violations}`,
    `differences          ${differences.length}`,
    ...differences.slice(0, shownDifferences).map((difference) => `  ${describe(difference)}`),
    ...(hidden > 0 ? [`  ... and ${hidden} more`] : []),
    ...skippedLines('sqlfluff', sqlfluff),
    ...skippedLines('sqllint', sqllint),
    '',
  ].join('\n');
}

/** How far SQLFluff's two parsers agree. */
export function parserReportOf({ files, differences }: Comparison): string {
  const shown = differences.slice(0, shownDifferences).map(({ file, kind, finding }) => {
    const side = kind.includes('sqlfluff') ? 'Python parser only' : 'Rust parser only';
    return `  ${file}:${finding?.line ?? ''}:${finding?.position ?? ''}: ${finding?.code ?? 'analysed'} ${side}`;
  });
  return [`parsers compared     ${files} files, ${differences.length} differences`, ...shown].join('\n');
}

function describe({ file, kind, finding }: Difference): string {
  if (finding === undefined) return `${file}: ${kind}`;
  return `${file}:${finding.line}:${finding.position}: ${finding.code} ${kind}`;
}

function skippedLines(side: string, { skipped }: Findings): string[] {
  const lines = [...skipped].map(([file, reason]) => `  ${file}: ${reason}`);
  return [`skipped by ${side.padEnd(10)}${skipped.size}`, ...lines];
}
