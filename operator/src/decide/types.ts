import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import type { JobId } from '@sqllint/core/job/ids';
import type { SourceErrorReason, TaskErrorCode } from '@sqllint/core/job/states';
import type { ProfileRefusal, ProfileResolution } from '@sqllint/core/profile/resolveProfile';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobProgress, NewJob } from '@sqllint/core/store/types';
import type { Workload } from '../cluster/workloads.ts';

/** What is known of a job outside its resource. The workload must have been looked at before the progress. */
export interface Observed {
  readonly workload: Workload | undefined;
  /** `undefined`: the job has no row yet; `unavailable`: the database does not answer. */
  readonly progress: JobProgress | undefined | 'unavailable';
  /** What the job is to be analysed with; undefined once its row holds that, and when nothing is to be done any more. */
  readonly profile: ProfileResolution | undefined;
  /** The cluster's answer when it has just refused to create a workload. */
  readonly refusal?: { readonly reason: string; readonly message: string };
  /** Set when the job has just asked for a slot and must wait for its turn. */
  readonly queue?: QueuePlace;
}

export interface QueuePlace {
  /** A sentence with the place and why the job waits. */
  readonly message: string;
  /** Whether a place that is shown already may be renewed now; the first one always is. */
  readonly renew: boolean;
  /** Milliseconds until the place is looked at again, unless the job's turn comes first. */
  readonly lookAgainMs: number;
}

/** Milliseconds, but for the lanes. */
export interface DecisionSettings {
  /** Whether jobs of `execution: Pool` have warm runners; without, they get runners of their own. */
  readonly poolLane: boolean;
  /** How long it is not worth a write that a job's first runners were made: they will tell more soon. */
  readonly quietStartMs: number;
  /** How long a pod may be kept from starting (image, configuration, volume) before its job fails. */
  readonly podTroubleGraceMs: number;
  /** The same for pods that start slowly without an error. */
  readonly slowStartGraceMs: number;
  /** The same for pods that no node has room for: a full cluster is a queue rather than a mistake. */
  readonly unschedulableGraceMs: number;
  /** How long a finished job's runners may take to leave by themselves. */
  readonly lingerMs: number;
  /** When to ask again for a database that does not answer. */
  readonly storeRetryMs: number;
  /** When to look again although nothing was reported. */
  readonly resyncMs: number;
}

export interface Situation {
  readonly job: SqlLintJob;
  readonly jobId: JobId;
  readonly observed: Observed;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly settings: DecisionSettings;
}

export type Action =
  | { readonly type: 'addFinalizer' }
  | { readonly type: 'removeFinalizer' }
  | { readonly type: 'insertRow'; readonly row: NewJob }
  | { readonly type: 'markProcessing'; readonly jobId: JobId }
  /** Opens the job for the pool's runners, with its priority as it is now. */
  | { readonly type: 'offer'; readonly jobId: JobId; readonly priority: number }
  | { readonly type: 'withdraw'; readonly jobId: JobId }
  | {
      readonly type: 'failUnfinished';
      readonly jobId: JobId;
      readonly code: Extract<TaskErrorCode, 'CANCELLED' | 'DEADLINE_EXCEEDED' | 'RUNNER_FAILED' | 'SOURCE_MISSING'>;
      readonly message: string;
    }
  | {
      readonly type: 'createWorkload';
      readonly attempt: number;
      readonly parallelism: number;
      readonly backoffLimit: number;
      readonly activeDeadlineSeconds: number;
    }
  | { readonly type: 'scaleWorkload'; readonly parallelism: number }
  | { readonly type: 'deleteWorkload' }
  | { readonly type: 'deleteResource' };

/** Why a job ends. */
export type Ending =
  | { readonly kind: 'TasksDone' }
  | { readonly kind: 'Cancelled' }
  | { readonly kind: 'Deleted' }
  | { readonly kind: 'DeadlineExceeded' }
  | {
      readonly kind: 'RunnerFailed';
      readonly reason: string;
      /** For whoever submitted the job: no words of the cluster or of a log. */
      readonly message: string;
      /** The cluster's words, for the resource's condition. */
      readonly detail?: string;
      /** The runner's words, for Events and the log. */
      readonly lastWords?: string;
    }
  | { readonly kind: 'SourceFailed'; readonly reason: SourceErrorReason; readonly message: string }
  | { readonly kind: 'InvalidProfile'; readonly reason: ProfileRefusal['reason']; readonly message: string }
  /** The database has the end of the job already, the resource not yet. */
  | { readonly kind: 'Recorded' };

export type Decision =
  /** The job goes on, and is looked at again at the latest after `requeueAfterMs`. */
  | {
      readonly kind: 'continue';
      readonly actions: readonly Action[];
      readonly status: OperatorStatus;
      readonly requeueAfterMs: number;
    }
  /** The job ends: after the actions its outcome is drawn from the database (`conclude`), stored, and then shown. */
  | { readonly kind: 'conclude'; readonly actions: readonly Action[]; readonly ending: Ending }
  /** The job has ended; its status is left alone for ever. */
  | { readonly kind: 'settled'; readonly actions: readonly Action[]; readonly requeueAfterMs?: number };

/** One rung of the ladder: a decision, or nothing when the matter does not arise. */
export type Guard = (situation: Situation) => Decision | undefined;
