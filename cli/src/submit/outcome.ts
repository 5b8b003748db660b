import { type ExitCode, exitCodes } from '../command/exitCodes.ts';

/** A job as the server tells it. */
export interface JobState {
  readonly jobId: string;
  /** The HTTP word, for instance `COMPLETED`. */
  readonly status: string;
  /** Null before the end, and for a job none of whose files could be analysed. */
  readonly verdict: string | null;
  /** Why the whole job failed. */
  readonly errorMessage: string | null;
  readonly files: FileCounts;
}

export interface FileCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Those of `succeeded` that an earlier result settled. */
  readonly cached: number;
}

export interface FoundViolation {
  /** As the person at the terminal knows the file. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

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

/** A job without a verdict is an error: nobody knows how good the SQL is. */
export function exitCodeOf(job: JobState): ExitCode {
  if (job.verdict === 'Passed') return exitCodes.ok;
  return job.verdict === 'Rejected' ? exitCodes.rejected : exitCodes.error;
}

/** Sorts by file and keeps the order in which the server told them within a file. */
export function sortedByFile<Item extends { readonly file: string }>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));
}
