import { ClusterUnavailableError, ConflictError } from '@sqllint/core/cluster/errors';
import type { Watch } from '@sqllint/core/cluster/jobResources';
import type { Logger } from '@sqllint/core/logging/logger';
import { UnfinishedTasksError } from '@sqllint/core/store/errors';
import type { Store } from '@sqllint/core/store/types';
import type { JobCluster } from './cluster/jobCluster.ts';
import { type Clock, systemClock } from './controller/clock.ts';
import { reconcile } from './controller/reconcile.ts';
import { keyOf, refOf } from './controller/resourceKey.ts';
import type { RetrySettings } from './controller/retryDelay.ts';
import { createWorkQueue, type WorkQueue } from './controller/workQueue.ts';
import type { DecisionSettings } from './decide/types.ts';

export interface OperatorSettings extends DecisionSettings {
  /** Jobs that are worked on at the same time. */
  readonly concurrency: number;
  readonly retry: RetrySettings;
  /** Milliseconds that `stop` waits for what is being done. */
  readonly stopGraceMs: number;
}

export const defaultOperatorSettings: OperatorSettings = {
  concurrency: 8,
  retry: { firstMs: 200, mostMs: 60_000 },
  stopGraceMs: 10_000,
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
}

export interface Operator {
  /** Resolves once all existing jobs have been seen; they are worked on from then on. */
  start(): Promise<void>;
  /** Ends the watches and waits, for a bounded time, for what is being done. Runners go on. */
  stop(): Promise<void>;
}

/** The control loop over whatever cluster it is given. All its state is in the resources and in the database. */
export function createOperator(options: OperatorOptions): Operator {
  const { cluster, store, logger, clock = systemClock } = options;
  const settings = { ...defaultOperatorSettings, ...options.settings };
  const world = { cluster, store, logger, settings, now: clock.now };
  const queue = createWorkQueue({
    ...settings,
    clock,
    work: (key) => reconcile(refOf(key), world),
    askedDelay: (error) => (error instanceof ClusterUnavailableError ? (error.retryAfterMs ?? 0) : 0),
    onError: (key, error, retryInMs) => report(logger, key, error, retryInMs),
  });
  let watches: readonly Watch[] = [];

  return {
    start: async () => {
      watches = watchAll(cluster, queue);
      await Promise.all(watches.map((watch) => watch.ready));
    },
    stop: async () => {
      await Promise.all(watches.map((watch) => watch.stop()));
      await queue.stop(settings.stopGraceMs);
    },
  };
}

function watchAll(cluster: JobCluster, queue: WorkQueue): readonly Watch[] {
  return [
    cluster.jobs.watch((event) => queue.add(keyOf(event.type === 'present' ? event.job.metadata : event.ref))),
    cluster.workloads.watch((ref) => queue.add(keyOf(ref))),
  ];
}

/** Losing a race is part of the game; anything else should be read by someone. */
function report(logger: Logger, key: string, error: unknown, retryInMs: number): void {
  const expected = error instanceof ConflictError || error instanceof UnfinishedTasksError;
  logger[expected ? 'debug' : 'warn']({ err: error, key, retry_in_ms: Math.round(retryInMs) }, 'will try again');
}
