import type { JobRef, Watch } from '@sqllint/core/cluster/jobResources';
import type { ProfileRunner } from '@sqllint/core/resource/profileRunner';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { RunnerFailure } from './runnerEnd.ts';

/**
 * - `queued`: admitted by nobody yet (no free slot, or a suspended Kubernetes Job)
 * - `pending`: its runners start
 * - `running`: at least one runner runs
 * - `lost`: the nodes of all its runners do not answer, and nothing will replace them
 * - `succeeded`: a runner found no task left, and all have ended
 * - `failed`: given up; `reason` and `failure` say why
 */
export type WorkloadState = 'queued' | 'pending' | 'running' | 'lost' | 'succeeded' | 'failed';

/** Why a runner does not start, in the words of Kubernetes. */
export interface PodTrouble {
  /**
   * - `broken`: someone must mend something
   * - `slow`: nothing is wrong yet, such as the pull of a large image
   * - `noRoom`: a full cluster, which is a queue rather than a mistake
   */
  readonly kind: 'broken' | 'slow' | 'noRoom';
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** The newest workload of a job that is not being deleted. */
export interface Workload {
  /** From 1; the next workload of the same job has the next number. */
  readonly attempt: number;
  readonly state: WorkloadState;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly parallelism: number;
  /** Runners that run. */
  readonly active: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of a failed workload, else of its last failed runner: one CamelCase word. */
  readonly reason?: string;
  /** Of the last failed runner. */
  readonly failure?: RunnerFailure;
  readonly troubles: readonly PodTrouble[];
}

export interface WorkloadRequest {
  readonly job: SqlLintJob;
  readonly attempt: number;
  readonly parallelism: number;
  /** Runner failures after which the workload is failed. */
  readonly backoffLimit: number;
  /** Seconds after which the runners are ended, whatever they do. */
  readonly activeDeadlineSeconds: number;
  /** Where and with what the profile wants the runners to run. */
  readonly scheduling?: ProfileRunner | undefined;
}

/**
 * The runners of jobs: Kubernetes Jobs, or child processes of one machine.
 *
 * Errors of every method: `ClusterUnavailableError` (worth a retry).
 */
export interface RunnerWorkloads {
  /**
   * Creates the workload of that attempt; does nothing when it is there already.
   * @throws WorkloadRefusedError when the cluster does not want it
   */
  create(request: WorkloadRequest): Promise<void>;
  /** Changes how many runners may run at once. */
  scale(job: SqlLintJob, parallelism: number): Promise<void>;
  observe(job: SqlLintJob): Promise<Workload | undefined>;
  /** Jobs whose workload has not ended, as far as the watch has shown. */
  unfinished(): readonly (JobRef & { readonly uid: string })[];
  /** Ends the runners of all attempts and forgets them. Succeeds when there are none. */
  delete(job: SqlLintJob): Promise<void>;
  /** `onChange` must only enqueue. After a (re)connection every job that has a workload is named again. */
  watch(onChange: (ref: JobRef) => void): Watch;
}

/** A quota, an admission webhook or a name in use: the cluster answered, and the answer is no. */
export class WorkloadRefusedError extends Error {
  override readonly name = 'WorkloadRefusedError';
  /** One CamelCase word. */
  readonly reason: string;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
