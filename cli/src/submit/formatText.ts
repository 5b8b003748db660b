import type { JobState } from '../http/jobApi.ts';
import type { FailedFile, FoundViolation, Outcome } from './outcome.ts';
import { sortedByFile } from './outcome.ts';
import { printable } from './printable.ts';

/** The whole outcome as people know it from linters: one line for each finding, sorted by file, and a summary. */
export function formatText(outcome: Outcome): string {
  const lines = [
    ...outcome.violations.map((violation) => ({ file: violation.file, text: violationLine(violation) })),
    ...outcome.failedFiles.map((failed) => ({ file: failed.file, text: failedLine(failed) })),
  ];
  return [...sortedByFile(lines).map(({ text }) => text), summaryLine(outcome)].map((line) => `${line}\n`).join('');
}

function violationLine({ file, line, column, code, message }: FoundViolation): string {
  return printable(`${file}:${line}:${column}: ${code} ${message}`);
}

function failedLine({ file, code, message }: FailedFile): string {
  return printable(`${file}: ${code} ${message}`);
}

const severities = ['Blocker', 'Critical', 'Major', 'Minor', 'Info'];

function summaryLine({ job, violations }: Outcome): string {
  const parts = [plural(job.files.total, 'file'), violationsPart(violations)];
  if (job.files.failed > 0) parts.push(`${plural(job.files.failed, 'file')} could not be analysed`);
  if (job.files.cached > 0) parts.push(`${job.files.cached} known from before`);
  return `${headOf(job)}: ${parts.join(', ')}`;
}

function headOf(job: JobState): string {
  return job.verdict ?? job.status;
}

function violationsPart(violations: readonly FoundViolation[]): string {
  const counts = new Map<string, number>();
  for (const { severity } of violations) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  const bySeverity = severities.filter((name) => counts.has(name)).map((name) => `${counts.get(name)} ${name}`);
  const total = plural(violations.length, 'violation');
  return bySeverity.length === 0 ? total : `${total} (${bySeverity.join(', ')})`;
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
