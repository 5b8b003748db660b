import type { JobId } from '../../../job/ids.ts';

export interface UsedResult {
  readonly jobId: JobId;
  readonly resultKey: string;
}

export interface JobSource {
  readonly jobId: JobId;
  readonly sourcePath: string;
}

export interface ResultUse {
  readonly resultKey: string;
  /** Since when no task refers to it, as far as an earlier pass knows; null while it is in use. */
  readonly unusedSince: number | null;
}

/**
 * What forgets: jobs that ended long ago, and results that no task refers to.
 *
 * A result is removed in two steps, because a job may begin to use it at any moment. A pass marks those that it found no
 * task for, and a later pass removes those that were marked long before it looked at the tasks, and that it found no task
 * for either. Whoever adds tasks takes the mark off first (`useResults`), under the lock of the result's row, and removing
 * is one DELETE that looks at the mark under the same lock: a task is either seen, or takes the mark off, or finds the
 * result gone and is analysed anew.
 */
export interface RetentionOperations {
  /** The database's clock, milliseconds since the epoch. */
  now(): Promise<number>;
  /** Jobs of the namespace that ended at that time or before, in the order of their ids. */
  endedJobs(page: {
    readonly namespace: string;
    readonly endedBefore: number;
    readonly after: string;
    readonly limit: number;
  }): Promise<readonly JobId[]>;
  /**
   * Removes an ended job and its tasks, in several transactions: one that is cut short is continued by the next call.
   * @returns how many tasks went; undefined, with nothing removed, when the job has not ended or is not there
   */
  removeJob(jobId: JobId): Promise<number | undefined>;
  /** Where the jobs of all namespaces have their SQL from, in the order of their ids. */
  sources(page: { readonly after: string; readonly limit: number }): Promise<readonly JobSource[]>;
  /** The results that tasks of any namespace refer to, each once for a job, in the order of job and key. */
  usedResults(page: { readonly after: UsedResult | null; readonly limit: number }): Promise<readonly UsedResult[]>;
  /** Those of the results that exist. */
  results(keys: readonly string[]): Promise<readonly ResultUse[]>;
  /** Marks the results as unused from now on; a mark that is there stays. */
  markUnused(keys: readonly string[]): Promise<void>;
  /**
   * Removes a result and its violations, in one transaction.
   * @returns false when it is in use again, was not marked at that time, or is not there
   */
  removeResult(resultKey: string, markedBefore: number): Promise<boolean>;
}
