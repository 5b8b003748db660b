import type { QueueObserver } from '../metrics/queueObserver.ts';
import type { Clock } from './clock.ts';
import { ReadyLine, type Urgency } from './readyLine.ts';
import { type RetrySettings, retryDelay } from './retryDelay.ts';

export interface WorkQueueOptions {
  /** Keys that are worked on at the same time. */
  readonly concurrency: number;
  /**
   * Works on one key; never called twice at once for the same key. Resolves with the milliseconds after which the key
   * must be looked at again, or with nothing when only a new `add` matters. A rejection is retried with growing delays.
   */
  readonly work: (key: string) => Promise<number | undefined>;
  /** Milliseconds that whoever failed asked to be left alone; 0 when nothing was asked. */
  readonly askedDelay?: (error: unknown) => number;
  /** @param failures in a row, from 1 */
  readonly onError: (key: string, error: unknown, retryInMs: number, failures: number) => void;
  readonly retry: RetrySettings;
  /** Until `start` is called, keys are only remembered. */
  readonly paused?: boolean;
  readonly clock: Clock;
  readonly observer?: QueueObserver | undefined;
  readonly random?: () => number;
}

export interface WorkQueue {
  /** The key is to be worked on as soon as possible; adding it again before that changes nothing but its urgency. */
  add(key: string, urgency?: Urgency): void;
  /** Begins to work, where it was paused. */
  start(): void;
  /** Takes nothing up any more and resolves when running work has ended, at the latest after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  /** Keys that are remembered in any way. */
  readonly size: number;
}

interface Entry {
  state: 'waiting' | 'ready' | 'working' | 'workingAndAdded';
  failures: number;
  cancelTimer?: (() => void) | undefined;
}

/** A queue in which a key is present at most once, in the manner of client-go's rate-limited work queue. */
export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { concurrency, work, onError, retry, clock, observer, random = Math.random, askedDelay = () => 0 } = options;
  const entries = new Map<string, Entry>();
  const ready = new ReadyLine();
  const idle = Promise.withResolvers<void>();
  let running = 0;
  let started = options.paused !== true;
  let stopped = false;

  const add = (key: string, urgency: Urgency = 'prompt'): void => {
    if (stopped) return;
    const entry = entries.get(key) ?? { state: 'waiting', failures: 0 };
    entries.set(key, entry);
    if (entry.state === 'working') entry.state = 'workingAndAdded';
    if (entry.state === 'ready') ready.add(key, urgency);
    if (entry.state !== 'waiting') return;
    entry.cancelTimer?.();
    entry.cancelTimer = undefined;
    entry.state = 'ready';
    ready.add(key, urgency);
    observer?.queued(key);
    pump();
  };

  const pump = (): void => {
    while (started && !stopped && running < concurrency) {
      const key = ready.take();
      const entry = key === undefined ? undefined : entries.get(key);
      if (key === undefined || entry === undefined) return;
      entry.state = 'working';
      observer?.took(key);
      running += 1;
      void run(key, entry);
    }
  };

  const run = async (key: string, entry: Entry): Promise<void> => {
    let wait: number | undefined;
    try {
      wait = await work(key);
      entry.failures = 0;
    } catch (error) {
      entry.failures += 1;
      wait = Math.max(retryDelay(entry.failures, retry, random), askedDelay(error));
      onError(key, error, wait, entry.failures);
    }
    running -= 1;
    observer?.ended(key, entry.failures > 0);
    settle(key, entry, wait);
    if (stopped && running === 0) idle.resolve();
    pump();
  };

  const settle = (key: string, entry: Entry, wait: number | undefined): void => {
    const addedMeanwhile = entry.state === 'workingAndAdded';
    entry.state = 'waiting';
    if (stopped) return;
    // A key that failed keeps its distance although something was reported about it meanwhile.
    if (addedMeanwhile && entry.failures === 0) add(key);
    else if (wait !== undefined) entry.cancelTimer = clock.schedule(wait, () => add(key));
    else entries.delete(key);
  };

  return {
    add,
    start: () => {
      started = true;
      pump();
    },
    stop: async (graceMs) => {
      stopped = true;
      ready.clear();
      for (const entry of entries.values()) entry.cancelTimer?.();
      if (running === 0) return;
      const cancel = clock.schedule(graceMs, idle.resolve);
      await idle.promise;
      cancel();
    },
    get size() {
      return entries.size;
    },
  };
}
