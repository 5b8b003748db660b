import type { JobId, TaskId } from '../job/ids.ts';
import type {
  JobStatus,
  Severity,
  SeverityCounts,
  SourceErrorReason,
  SubmissionType,
  TaskErrorCode,
  TaskStatus,
  Verdict,
} from '../job/states.ts';
import type { EffectiveProfile } from '../profile/types.ts';
import type { RetentionOperations } from './operations/retention/types.ts';

/**
 * What the store does, by area. Times are milliseconds since the epoch by the database's own clock, so that runners on
 * machines with different clocks agree about leases.
 *
 * Every operation rejects with StoreUnavailableError while the database cannot be reached (try again later), with
 * StoreBusyError when it lost too many deadlocks or waits for locks in a row, and with StoreError when the database
 * refused it.
 */
export interface Store {
  readonly jobs: JobOperations;
  readonly expansion: ExpansionOperations;
  readonly tasks: TaskOperations;
  readonly pool: PoolOperations;
  readonly results: ResultOperations;
  readonly runners: RunnerOperations;
  readonly retention: RetentionOperations;
  /** Brings the schema to the newest version; safe to call from several processes at once. */
  migrate(): Promise<void>;
  /** Resolves when the database answers and its schema is current; rejects with a sentence otherwise. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface NewJob {
  readonly jobId: JobId;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly submissionType: SubmissionType;
  /** Relative to the namespace's folder of the share; `inline` or `configmap/NAME` for the other sources. */
  readonly sourcePath: string;
  readonly profile: EffectiveProfile | null;
  readonly userId: string | null;
  readonly productName: string | null;
  readonly createdAt: number;
  /** Whether it has runners of its own, or those of its namespace's pool. */
  readonly execution: 'Job' | 'Pool';
  /** Jobs of higher priority come first. */
  readonly priority: number;
  /** Insert it open for the pool's runners, as `pool.offer` would. */
  readonly offered?: boolean;
}

export interface JobRecord extends Omit<NewJob, 'offered'> {
  readonly status: JobStatus;
  readonly verdict: Verdict | null;
  readonly errorMessage: string | null;
  readonly sourceErrorReason: SourceErrorReason | null;
  readonly sourceErrorMessage: string | null;
  /** Set once every SQL file of the source has its task. */
  readonly expandedAt: number | null;
  /** Files of the source; null before `expandedAt`. */
  readonly totalFiles: number | null;
  /** Sentences about settings of the source that do not count; none before `expandedAt`. */
  readonly warnings: readonly string[];
  readonly updatedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

export interface JobOutcome {
  readonly status: JobStatus;
  readonly verdict: Verdict | null;
  readonly errorMessage: string | null;
}

export interface TaskCounts {
  readonly total: number;
  readonly pending: number;
  readonly inProgress: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Those of `succeeded` that an earlier result settled. */
  readonly cached: number;
}

/** What the operator needs to know of a job in order to decide: one query. */
export interface JobProgress {
  readonly status: JobStatus;
  /** False for the row of a job whose profile was refused. */
  readonly hasProfile: boolean;
  readonly expanded: boolean;
  readonly sourceErrorReason: SourceErrorReason | null;
  readonly sourceErrorMessage: string | null;
  /** Whether the pool's runners may begin with it. */
  readonly offered: boolean;
  /** How often a runner began to expand it, apart from those that left in order. */
  readonly expansionAttempts: number;
  /** Whether a runner expands it just now: its lease has not run out. */
  readonly expanding: boolean;
  readonly tasks: TaskCounts;
}

export interface JobListFilter {
  readonly status?: JobStatus;
  readonly limit: number;
  readonly offset: number;
}

export interface JobOperations {
  /** Inserts the row with status ACCEPTED; does nothing when the job is there already. */
  insert(job: NewJob): Promise<void>;
  get(jobId: JobId): Promise<JobRecord | undefined>;
  list(filter: JobListFilter): Promise<readonly JobRecord[]>;
  progress(jobId: JobId): Promise<JobProgress | undefined>;
  /** Violations of all successful tasks of the job by severity (a result that two files share counts twice). */
  severityCounts(jobId: JobId): Promise<SeverityCounts>;
  /** ACCEPTED to PROCESSING, with `startedAt`; a later status is left alone. */
  markProcessing(jobId: JobId): Promise<void>;
  /**
   * Writes a terminal status once; false when the job was terminal already.
   * @throws UnfinishedTasksError when a task is PENDING or IN_PROGRESS: end them first, by `tasks.failUnfinished`
   */
  finish(jobId: JobId, outcome: JobOutcome): Promise<boolean>;
}

export interface NewTask {
  readonly taskId: TaskId;
  readonly entryIndex: number;
  /** The path inside the archive, or the file's name; may be long and in any script. */
  readonly fileName: string;
  /** Bytes, before decoding. */
  readonly fileSize: number;
  /** Null for a file that is a FAILURE from the start. */
  readonly resultKey: string | null;
  readonly failure: { readonly code: TaskErrorCode; readonly message: string } | null;
}

/** Tasks of neighbouring entries; some hundred at a time keep the transaction short. */
export interface ExpansionBatch {
  readonly jobId: JobId;
  /** Who holds the lease on the expansion. */
  readonly owner: string;
  readonly tasks: readonly NewTask[];
  /** With the last batch only: the number of all files. */
  readonly totalFiles?: number | undefined;
  /** With the last batch only; see `boundWarnings`. */
  readonly warnings?: readonly string[] | undefined;
}

/** `settled`: how many tasks of the batch an earlier result made SUCCESS just now. */
export type AddedTasks = { readonly held: true; readonly settled: number } | { readonly held: false };

export interface ExpansionOperations {
  /**
   * Takes the lease on a job's expansion, and counts the attempt.
   * `done`: already expanded, or its source was found bad, or the job is over; `held`: another runner has it, or the job
   * was withdrawn from the pool.
   * @throws UnknownJobError
   */
  acquire(jobId: JobId, owner: string, leaseMs: number): Promise<'acquired' | 'held' | 'done'>;
  /** Prolongs the lease; false when it was lost. */
  renew(jobId: JobId, owner: string, leaseMs: number): Promise<boolean>;
  /**
   * One transaction: inserts the tasks (those that are there already stay as they are), marks as SUCCESS (cached) those
   * that are PENDING and whose result exists, and with `totalFiles` records that all tasks exist, which ends the lease.
   * @returns `held: false`, with nothing written, when the lease is not the owner's or the job is over
   */
  addTasks(batch: ExpansionBatch): Promise<AddedTasks>;
  /** Gives the lease back, of a runner that leaves; its attempt is not counted. */
  release(jobId: JobId, owner: string): Promise<void>;
  /** Records that the source cannot be opened. */
  fail(jobId: JobId, owner: string, reason: SourceErrorReason, message: string): Promise<boolean>;
}

export interface ClaimedTask {
  readonly taskId: TaskId;
  readonly entryIndex: number;
  readonly fileName: string;
  readonly fileSize: number;
  readonly resultKey: string;
  /** Counts from 1; part of the fence that `commit` and `fail` check. */
  readonly attempt: number;
}

export interface StoredViolation {
  readonly lineNo: number;
  readonly linePos: number;
  readonly endLineNo: number | null;
  readonly endLinePos: number | null;
  readonly code: string;
  /** The rule's name, for instance `layout.spacing`; empty for PRS and LXR. */
  readonly rule: string;
  readonly description: string;
  readonly severity: Severity;
  readonly fixable: boolean;
}

export interface NewResult {
  readonly resultKey: string;
  /** Relative to the namespace's folder of the share. */
  readonly path: string;
  readonly engineVersion: string;
  readonly fileSize: number;
  readonly lineCount: number;
  readonly characterCount: number;
  readonly analysisMs: number;
  readonly violations: readonly StoredViolation[];
  /** Violations that are counted but not listed, of a file that has too many; none when absent. */
  readonly unlisted?: SeverityCounts;
}

export interface ResultRecord extends Omit<NewResult, 'violations' | 'unlisted'> {
  readonly counts: SeverityCounts;
  readonly createdAt: number;
}

export interface TaskFence {
  readonly taskId: TaskId;
  readonly owner: string;
  readonly attempt: number;
}

export interface TaskRecord {
  readonly taskId: TaskId;
  readonly jobId: JobId;
  readonly entryIndex: number;
  readonly fileName: string;
  readonly fileSize: number;
  readonly status: TaskStatus;
  readonly errorCode: TaskErrorCode | null;
  readonly errorMessage: string | null;
  readonly resultKey: string | null;
  /** The result file, relative to the namespace's folder; null before SUCCESS. */
  readonly resultPath: string | null;
  readonly cached: boolean;
  readonly attempt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface TaskOperations {
  /**
   * Claims up to `limit` tasks that are PENDING, or IN_PROGRESS with a lease that ran out, in order of entry
   * (`FOR UPDATE SKIP LOCKED`; on SQLite an immediate transaction). A task that ran out of `maxAttempts` becomes a
   * FAILURE with RUNNER_FAILED instead. Tasks with equal `resultKey` that another claim holds are left for later. Nothing
   * is claimed of a job that was withdrawn from the pool.
   * @param options.except tasks that the owner works on: those among them whose lease ran out, during an outage for
   * instance, are left to its next renewal instead of being claimed anew
   */
  claim(options: {
    readonly jobId: JobId;
    readonly owner: string;
    readonly limit: number;
    readonly leaseMs: number;
    readonly maxAttempts: number;
    readonly except?: readonly TaskId[];
  }): Promise<readonly ClaimedTask[]>;
  /** Prolongs the leases that the owner still holds; returns the ids that it holds. */
  renew(owner: string, taskIds: readonly TaskId[], leaseMs: number): Promise<readonly TaskId[]>;
  /**
   * Gives unfinished tasks of the job back. Their attempt is not counted, as that of a runner that leaves, or it is, so
   * that a file on which runners fail is given up at last.
   */
  release(owner: string, jobId: JobId, attempts?: 'forgiven' | 'counted'): Promise<number>;
  /**
   * One transaction: the results (those that exist stay), their violations, and the tasks as SUCCESS. Other PENDING
   * tasks of the same job with one of the result keys become SUCCESS (cached) with them.
   * @returns the task ids that were committed; those whose fence no longer holds are missing
   * @throws ResultMismatchError when a result's key is not its task's; nothing of the batch is written then
   */
  commit(
    jobId: JobId,
    batch: readonly { readonly fence: TaskFence; readonly result: NewResult }[],
  ): Promise<readonly TaskId[]>;
  /** Marks one task as FAILURE; false when the fence no longer holds. */
  fail(fence: TaskFence, code: TaskErrorCode, message: string): Promise<boolean>;
  /** Marks every PENDING and IN_PROGRESS task of the job as FAILURE, whoever holds it. Returns how many. */
  failUnfinished(jobId: JobId, code: TaskErrorCode, message: string): Promise<number>;
  get(taskId: TaskId): Promise<TaskRecord | undefined>;
  /** In order of entry. */
  page(jobId: JobId, offset: number, limit: number): Promise<readonly TaskRecord[]>;
  count(jobId: JobId): Promise<number>;
}

/** A job that is open for the pool's runners. */
export interface PoolJob {
  readonly namespace: string;
  readonly name: string;
  readonly jobId: JobId;
  readonly uid: string;
}

/** What waits for the runners of one namespace's pool. */
export interface PoolBacklog {
  readonly namespace: string;
  readonly jobs: number;
  /** Files that nobody works on; a job that is not expanded counts 1. */
  readonly waiting: number;
  /** Files that a runner holds. */
  readonly inProgress: number;
  /** When the oldest job was made that waits and that nobody has begun; null when there is none. */
  readonly oldestWaitingSince: number | null;
}

/** Jobs that warm runners work on, any of them on any job. */
export interface PoolOperations {
  /** Opens the job for the pool's runners, or changes its priority; does nothing for a job that is over. */
  offer(jobId: JobId, priority: number): Promise<void>;
  /**
   * Nobody of the pool begins with the job any more, nor with another of its files; what is in progress, an expansion too,
   * may be finished. `jobs.finish` does the same.
   */
  withdraw(jobId: JobId): Promise<void>;
  /**
   * The open job of the namespace that has work for one more runner, the highest priority first, then the oldest: nobody
   * expands it (and fewer than `maxExpansionAttempts` have tried), or a task is PENDING or has a lease that ran out.
   * @param options.except jobs that the runner works on
   */
  next(options: { readonly namespace: string; readonly except: readonly JobId[] }): Promise<PoolJob | undefined>;
  /** By namespace; those without an open job are missing. */
  backlog(): Promise<readonly PoolBacklog[]>;
}

export interface JobViolation extends StoredViolation {
  readonly taskId: TaskId;
  readonly fileName: string;
  readonly entryIndex: number;
}

export interface JobStatistics {
  readonly bySeverity: SeverityCounts;
  readonly byRule: readonly { readonly code: string; readonly rule: string; readonly count: number }[];
  /** The files whose analysis took longest, slowest first. */
  readonly slowestFiles: readonly { readonly fileName: string; readonly analysisMs: number }[];
}

export interface ResultOperations {
  get(resultKey: string): Promise<ResultRecord | undefined>;
  /**
   * Violations of a job in order of entry, line and position.
   * @param after keyset: the `cursor` of the last one seen; null from the start
   */
  violationsOfJob(
    jobId: JobId,
    after: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly JobViolation[]; readonly next: string | null }>;
  statisticsOfJob(jobId: JobId, slowest: number): Promise<JobStatistics>;
}

export interface RunnerHeartbeat {
  readonly runnerId: string;
  readonly jobId: JobId | null;
  readonly host: string;
  readonly pid: number;
  readonly engines: number;
  readonly currentTasks: readonly string[];
  readonly totalTasks: number;
}

export interface RunnerRecord extends RunnerHeartbeat {
  readonly startedAt: number;
  readonly heartbeatAt: number;
}

export interface RunnerOperations {
  /** Inserts or refreshes the runner's row. */
  beat(heartbeat: RunnerHeartbeat): Promise<void>;
  leave(runnerId: string): Promise<void>;
  /** Those whose last heartbeat is at most that old. */
  online(withinMs: number): Promise<readonly RunnerRecord[]>;
}
