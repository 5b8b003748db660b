import { type ExitCode, exitCodes } from '../command/exitCodes.ts';
import type { JobState, JobViolation } from '../http/jobApi.ts';

/** A violation, with the file as the person at the terminal knows it. */
export type FoundViolation = Omit<JobViolation, 'fileName'> & { readonly file: string };

export interface FailedFile {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}

/** A finished job with all that was found. */
export interface Outcome {
  readonly job: JobState;
  readonly violations: readonly FoundViolation[];
  readonly failedFiles: readonly FailedFile[];
}

/**
 * A job without a verdict is an error: nobody knows how good the SQL is. So is one without files: its source could not
 * be opened, which says nothing about the SQL either.
 */
export function exitCodeOf(job: JobState): ExitCode {
  if (job.files.total === 0) return exitCodes.error;
  if (job.verdict === 'Passed') return exitCodes.ok;
  return job.verdict === 'Rejected' ? exitCodes.rejected : exitCodes.error;
}

/** Sorts by file and keeps the order in which the server told them within a file. */
export function sortedByFile<Item extends { readonly file: string }>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));
}
