import { ClusterUnavailableError, ConflictError } from '@sqllint/core/cluster/errors';
import type { JobEvent, Watch } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import type { JobId } from '@sqllint/core/job/ids';
import { isTerminalPhase } from '@sqllint/core/job/states';
import type { Logger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { UnfinishedTasksError } from '@sqllint/core/store/errors';
import type { Store } from '@sqllint/core/store/types';
import { type Admission, type AdmissionLimits, createAdmission } from './admission/createAdmission.ts';
import { createPlaceReports } from './admission/placeReports.ts';
import type { JobCluster } from './cluster/jobCluster.ts';
import { endAbandoned } from './controller/abandoned.ts';
import { isAdmittedElsewhere } from './controller/admit.ts';
import { type Clock, systemClock } from './controller/clock.ts';
import { createKnownJobs, type KnownJobs } from './controller/knownJobs.ts';
import type { Urgency } from './controller/readyLine.ts';
import { reconcile } from './controller/reconcile.ts';
import { keyOf, refOf } from './controller/resourceKey.ts';
import type { RetrySettings } from './controller/retryDelay.ts';
import { createWorkQueue, type WorkQueue } from './controller/workQueue.ts';
import type { DecisionSettings } from './decide/types.ts';
import type { QueueObserver } from './metrics/queueObserver.ts';
import type { ReconcileObserver } from './metrics/reconcileObserver.ts';

export interface OperatorSettings extends DecisionSettings {
  /** Jobs that are worked on at the same time. */
  readonly concurrency: number;
  readonly retry: RetrySettings;
  /** Milliseconds that `stop` waits for what is being done. */
  readonly stopGraceMs: number;
  /** Jobs with runners of their own at once. */
  readonly limits: AdmissionLimits;
  /** Places in the queue that are written anew in a second, all jobs together. */
  readonly placesPerSecond: number;
}

export const defaultOperatorSettings: OperatorSettings = {
  concurrency: 8,
  retry: { firstMs: 200, mostMs: 60_000 },
  stopGraceMs: 10_000,
  limits: { installation: 50, namespace: Number.POSITIVE_INFINITY },
  placesPerSecond: 1,
  poolLane: false,
  quietStartMs: 2_000,
  podTroubleGraceMs: 300_000,
  slowStartGraceMs: 900_000,
  unschedulableGraceMs: 1_800_000,
  lingerMs: 60_000,
  storeRetryMs: 5_000,
  resyncMs: 60_000,
};

export interface OperatorOptions {
  readonly cluster: JobCluster;
  readonly store: Store;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly settings?: Partial<OperatorSettings>;
  readonly metrics?: ReconcileObserver;
  readonly queueObserver?: QueueObserver;
  /** Told of every job that the watch shows; must only take note. */
  readonly onSeen?: (job: SqlLintJob) => void;
}

export interface Operator {
  /** Begins to watch and changes nothing. Resolves once all existing jobs and runners have been seen. */
  start(): Promise<void>;
  /** Begins to work, after `start` has resolved; only one operator of an installation may. */
  lead(): void;
  /** Ends the watches and waits, for a bounded time, for what is being done. Runners go on. */
  stop(): Promise<void>;
  readonly jobs: Pick<KnownJobs, 'values' | 'size'>;
  readonly queue: Pick<WorkQueue, 'size'>;
  readonly admission: Pick<Admission, 'held' | 'waiting'>;
}

/**
 * The control loop over whatever cluster it is given. All its state is in the resources and in the database; what is
 * remembered here is only what was seen there.
 */
export function createOperator(options: OperatorOptions): Operator {
  const { cluster, store, logger, clock = systemClock } = options;
  const settings = { ...defaultOperatorSettings, ...options.settings };
  const known = createKnownJobs();
  const admission = createAdmission({ limits: settings.limits, onAdmitted: (ref) => queue.add(keyOf(ref)) });
  const places = createPlaceReports({ perSecond: settings.placesPerSecond, burst: 10, now: clock.now });
  const desk = { admission, places };
  const world = { cluster, store, known, desk, logger, metrics: options.metrics, settings, now: clock.now };
  /** Jobs whose resource went before they were over, which our finalizer prevents unless someone takes it off. */
  const abandoned = new Map<string, JobId>();
  /** Keys whose last round failed. */
  const doubted = new Set<string>();
  const queue = createWorkQueue({
    ...settings,
    clock,
    paused: true,
    observer: options.queueObserver,
    work: (key) => timed(() => work(key), options.metrics),
    askedDelay: (error) => (error instanceof ClusterUnavailableError ? (error.retryAfterMs ?? 0) : 0),
    onError: (key, error, retryInMs, failures) => {
      doubted.add(key);
      if (failures >= lastingFailures) giveSlotBack(key);
      report(logger, key, error, retryInMs);
    },
  });
  const work = async (key: string): Promise<number | undefined> => {
    const gone = abandoned.get(key);
    if (gone !== undefined) {
      await endAbandoned(gone, store, logger);
      abandoned.delete(key);
    }
    return await reconcile(refOf(key), world, doubted.delete(key));
  };
  /** A job that cannot be worked on must not keep others from their turn; with runners it has had its own. */
  const giveSlotBack = (key: string): void => {
    const uid = known.get(refOf(key))?.metadata.uid;
    if (uid === undefined || cluster.workloads.unfinished().some((job) => job.uid === uid)) return;
    admission.release(uid);
  };
  const see = (event: JobEvent): void => {
    const { isNew, gone } = known.see(event);
    if (gone !== undefined) {
      admission.release(gone.metadata.uid);
      if (!isTerminalPhase(gone.status?.phase)) abandoned.set(keyOf(gone.metadata), jobIdOf(gone));
    }
    if (event.type === 'present') options.onSeen?.(event.job);
    if (!isNew) return;
    if (event.type === 'gone') queue.add(keyOf(event.ref));
    else queue.add(keyOf(event.job.metadata), urgencyOf(event.job));
  };
  let watches: readonly Watch[] = [];

  return {
    start: async () => {
      watches = [cluster.jobs.watch(see), cluster.workloads.watch((ref) => queue.add(keyOf(ref)))];
      await Promise.all(watches.map((watch) => watch.ready));
    },
    lead: () => {
      for (const job of cluster.workloads.unfinished()) {
        const owner = known.get(job);
        if (owner?.metadata.uid === job.uid && !isAdmittedElsewhere(owner)) admission.hold(job);
      }
      admission.open();
      queue.start();
    },
    stop: async () => {
      await Promise.all(watches.map((watch) => watch.stop()));
      await queue.stop(settings.stopGraceMs);
    },
    jobs: known,
    queue,
    admission,
  };
}

/** So many failures in a row are no accident. */
const lastingFailures = 3;

/** Of thousands that are new or over, none is in a hurry; of those in between, a slot waits for the end. */
function urgencyOf({ metadata, spec, status }: SqlLintJob): Urgency {
  if (metadata.deletionTimestamp !== undefined || spec.cancelled) return 'prompt';
  return status?.phase === undefined || isTerminalPhase(status.phase) ? 'calm' : 'prompt';
}

async function timed<Result>(round: () => Promise<Result>, metrics: ReconcileObserver | undefined): Promise<Result> {
  const begun = performance.now();
  let result: 'success' | 'error' = 'error';
  try {
    const outcome = await round();
    result = 'success';
    return outcome;
  } finally {
    metrics?.reconciled(result, (performance.now() - begun) / 1000);
  }
}

/** Losing a race is part of the game; anything else should be read by someone. */
function report(logger: Logger, key: string, error: unknown, retryInMs: number): void {
  const expected = error instanceof ConflictError || error instanceof UnfinishedTasksError;
  logger[expected ? 'debug' : 'warn']({ err: error, key, retry_in_ms: Math.round(retryInMs) }, 'will try again');
}
