import type { JobRef, JobResources } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import type { Logger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { type Clock, systemClock } from '../controller/clock.ts';
import { keyOf, refOf } from '../controller/resourceKey.ts';
import { createWorkQueue } from '../controller/workQueue.ts';
import type { QueueObserver } from '../metrics/queueObserver.ts';
import { attemptCallback, type ReadCounts, type ReadSecret } from './attemptCallback.ts';
import { type AttemptOutcome, callbackChange, statusWithCallback } from './callbackOutcome.ts';
import type { CallbackSettings } from './callbackSettings.ts';
import { callbackState } from './callbackState.ts';
import type { Lookup } from './targetGuard.ts';

export interface CallbackController {
  /** A job as a watch reports it; only taken note of, and only when its callback is pending. */
  readonly seen: (job: SqlLintJob) => void;
  /** Begins to tell; only one operator of an installation may. */
  start(): void;
  /** Gives up the requests that are under way: they are made again after the next start. */
  stop(): Promise<void>;
}

export interface CallbackControllerOptions {
  readonly jobs: Pick<JobResources, 'get' | 'applyStatus'>;
  readonly secrets: ReadSecret;
  /** What runners report of a job that is ended from outside may be less than what is true. */
  readonly readCounts?: ReadCounts;
  readonly logger: Logger;
  readonly settings: CallbackSettings;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** How names become addresses; the system's way unless given. */
  readonly lookup?: Lookup;
  readonly queueObserver?: QueueObserver;
  /** Told of each attempt whose outcome was written: the reason of the condition CallbackDelivered. */
  readonly onAttempt?: (reason: string) => void;
}

/** Milliseconds; for what fails on this side: the API. */
const retry = { firstMs: 500, mostMs: 60_000 };
const stopGraceMs = 5_000;

/** Tells those who asked for it that their job has ended. All its state is in the resources. */
export function createCallbackController(options: CallbackControllerOptions): CallbackController {
  const { jobs, logger, settings, clock = systemClock } = options;
  const stopping = new AbortController();
  const attempts = createAttempts({ ...options, clock, signal: stopping.signal });
  const queue = createWorkQueue({
    concurrency: settings.concurrency,
    paused: true,
    observer: options.queueObserver,
    retry,
    clock,
    work: async (key) => {
      const job = await jobs.get(refOf(key));
      const state = job && callbackState(job, clock.now());
      if (job && state?.kind === 'due') return await attempts.make(job, state);
      attempts.forget(key);
      return state?.kind === 'waiting' ? state.until - clock.now() : undefined;
    },
    onError: (key, error, retryInMs) => {
      if (stopping.signal.aborted) return;
      logger.warn({ err: error, key, retry_in_ms: Math.round(retryInMs) }, 'a callback will be tried again');
    },
  });
  return {
    seen: (job) => {
      const { kind } = callbackState(job, clock.now());
      if (kind === 'due' || kind === 'waiting') queue.add(keyOf(job.metadata));
    },
    start: () => queue.start(),
    stop: async () => {
      stopping.abort(new Error('the operator stops'));
      await queue.stop(stopGraceMs);
    },
  };
}

interface Attempts {
  /** @returns milliseconds until the next one; nothing when that was the last */
  make(job: SqlLintJob, due: { readonly url: string; readonly attempts: number }): Promise<number | undefined>;
  forget(key: string): void;
}

interface Attempted {
  readonly uid: string;
  readonly outcome: AttemptOutcome;
}

/**
 * One attempt is a request and a write of the status. Where the write fails, the request is not made again: its outcome
 * is kept until it is written.
 */
function createAttempts(
  options: CallbackControllerOptions & { readonly clock: Clock; readonly signal: AbortSignal },
): Attempts {
  const { jobs, settings, clock, signal, logger, random = Math.random } = options;
  const unwritten = new Map<string, Attempted>();

  const write = async (ref: JobRef, attempted: Attempted, attempts: number): Promise<number | undefined> => {
    const job = await jobs.get(ref);
    if (job === undefined || job.metadata.uid !== attempted.uid) return undefined;
    const now = clock.now();
    const change = callbackChange(attempted.outcome, attempts, { settings, now, random });
    await jobs.applyStatus(job.metadata, statusWithCallback(job, change, now));
    const { reason, message } = change.condition;
    const told = { job_id: jobIdOf(job), ...refOf(keyOf(ref)), attempts, reason, message };
    options.onAttempt?.(reason);
    logger[reason === 'Delivered' ? 'info' : 'warn'](told, 'callback');
    const { nextAttemptAt } = change.callback;
    return nextAttemptAt === undefined ? undefined : Date.parse(nextAttemptAt) - now;
  };

  return {
    make: async (job, { url, attempts }) => {
      const key = keyOf(job.metadata);
      const { uid } = job.metadata;
      const kept = unwritten.get(key);
      const now = clock.now();
      const outcome = kept?.uid === uid ? kept.outcome : await attemptCallback(job, url, { ...options, now, signal });
      unwritten.set(key, { uid, outcome });
      const wait = await write(job.metadata, { uid, outcome }, attempts + 1);
      unwritten.delete(key);
      return wait;
    },
    forget: (key) => {
      unwritten.delete(key);
    },
  };
}
