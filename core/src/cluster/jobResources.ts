import type {
  JobProgressStatus,
  MutableSpec,
  SqlLintJob,
  SqlLintJobSpecInput,
  SqlLintJobStatus,
} from '../resource/sqlLintJob.ts';
import type { FoundProfile } from '../resource/sqlLintProfile.ts';

export interface JobRef {
  readonly namespace: string;
  readonly name: string;
}

export interface NewSqlLintJob extends JobRef {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Held from the first moment on; whoever owns one must take it off again. */
  readonly finalizers?: readonly string[];
  readonly spec: SqlLintJobSpecInput;
}

/** Changes as they are seen; after a (re)connection everything that exists is reported as `present` again. */
export type JobEvent =
  | { readonly type: 'present'; readonly job: SqlLintJob }
  | { readonly type: 'gone'; readonly ref: JobRef; readonly uid: string };

export interface Watch {
  /** Resolves once the first complete list was reported. Rejects when `stop` came first. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** The status that the operator owns: everything but `progress`. */
export type OperatorStatus = Omit<SqlLintJobStatus, 'progress'>;

/** SqlLintProfiles wherever they live: the Kubernetes API, or a folder of files. */
export interface ProfileReader {
  /** A live read, never from a cache. */
  getProfile(ref: JobRef): Promise<FoundProfile | undefined>;
  /** By name. */
  listProfiles(namespace: string): Promise<readonly FoundProfile[]>;
}

/**
 * SqlLintJobs wherever they live: the Kubernetes API, or the embedded database of `sqllint standalone`. Both adapters
 * check and default a spec in the same way, so that a caller cannot tell them apart.
 *
 * Errors: `InvalidResourceError` (the sentence names field, value and remedy), `AlreadyExistsError`, `ConflictError`,
 * `NotFoundError` (a write to a resource that is gone), `ClusterUnavailableError` (worth a retry).
 */
export interface JobResources extends ProfileReader {
  create(job: NewSqlLintJob): Promise<SqlLintJob>;
  /** A live read, never from a cache. */
  get(ref: JobRef): Promise<SqlLintJob | undefined>;
  list(namespace?: string): Promise<readonly SqlLintJob[]>;
  /** `handler` must only enqueue; it is called in order and never concurrently. */
  watch(handler: (event: JobEvent) => void): Watch;
  patchSpec(ref: JobRef, change: MutableSpec): Promise<SqlLintJob>;
  /**
   * Operator only: replaces what it owns of the status (server-side apply under its field manager).
   * @throws InvalidResourceError for a terminal phase that would change, or an attempt counted downwards
   */
  applyStatus(ref: JobRef, status: OperatorStatus): Promise<SqlLintJob>;
  /**
   * Runner only: writes `status.progress` (server-side apply under its field manager). A progress whose `updatedAt` is
   * older than the stored one is ignored, so that a slow runner does not undo a faster one's report.
   */
  applyProgress(ref: JobRef, progress: JobProgressStatus): Promise<void>;
  /** Operator only: adds or removes our finalizer; a `ConflictError` when the resource changed meanwhile. */
  setFinalizer(job: SqlLintJob, present: boolean): Promise<SqlLintJob>;
  /** Marks for deletion; only that very resource (`uid`). Succeeds when it is gone already. */
  delete(ref: JobRef, uid: string): Promise<void>;
  /**
   * `*.sql` keys and others of a ConfigMap; undefined when there is none. What is not UTF-8, kubectl puts there as bytes.
   */
  readConfigMap(ref: JobRef): Promise<Readonly<Record<string, string | Uint8Array>> | undefined>;
  /** Resolves when the API answers. */
  check(): Promise<void>;
}
