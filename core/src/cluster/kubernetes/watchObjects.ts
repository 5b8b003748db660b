import type { Logger } from '../../logging/logger.ts';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import type { Watch } from '../jobResources.ts';
import { ResourceExpiredError } from './apiErrors.ts';
import { planAfterWatch, type WatchOutcome } from './planAfterWatch.ts';
import { SilenceError, untilSilent } from './untilSilent.ts';
import type { WatchObserver, WatchRestart } from './watchObserver.ts';

export interface ObjectIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface ListedPage<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  /** Undefined on the last page. */
  readonly next?: string | undefined;
}

export type WatchedChange<T> =
  | { readonly type: 'present' | 'gone'; readonly object: T }
  | { readonly type: 'bookmark'; readonly resourceVersion: string };

export interface ObjectSource<T> {
  list(page: string | undefined, signal: AbortSignal): Promise<ListedPage<T>>;
  /** Throws ResourceExpiredError when `resourceVersion` is too old. */
  watch(resourceVersion: string, timeoutSeconds: number, signal: AbortSignal): AsyncIterable<WatchedChange<T>>;
}

export type ObjectEvent<T> =
  | { readonly type: 'present'; readonly object: T }
  | {
      readonly type: 'gone';
      readonly ref: { readonly namespace: string; readonly name: string };
      readonly uid: string;
    };

export interface WatchTiming {
  /** Without an event or bookmark for so long a watch is taken for dead. The API server sends one every minute. */
  readonly silenceMs: number;
  /** A fresh list at least so often, whatever the watch says. */
  readonly relistMs: number;
  /** How long the server keeps one watch open. */
  readonly watchSeconds: number;
  readonly maxBackoffMs: number;
}

export const defaultWatchTiming: WatchTiming = {
  silenceMs: 90_000,
  relistMs: 600_000,
  watchSeconds: 290,
  maxBackoffMs: 30_000,
};

export interface WatchObjectsOptions<T> extends ObjectSource<T> {
  /** For logs, for instance `sqllintjobs`. */
  readonly what: string;
  identify(object: T): ObjectIdentity;
  /** Must only enqueue; called in order, never concurrently. */
  handler(event: ObjectEvent<T>): void;
  readonly observer?: WatchObserver | undefined;
  readonly logger: Logger;
  readonly timing?: Partial<WatchTiming>;
  readonly now?: () => number;
  readonly random?: () => number;
}

/**
 * Keeps a handler informed of objects of the API, through silence, errors and expiry: lists in pages, reports each object
 * as `present` and those that vanished as `gone`, then watches from there. Never gives up until `stop`.
 *
 * Where the API answers that we may not look, or that there is no such namespace, it is `ready` with nothing, warns once
 * and tries again: one namespace that was deleted must not keep those of others waiting. What was seen before is not
 * reported as gone, because rights that are lost say nothing of it.
 */
export function watchObjects<T>(options: WatchObjectsOptions<T>): Watch {
  const { now = Date.now, random = Math.random, logger, what } = options;
  const timing = { ...defaultWatchTiming, ...options.timing };
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  // A caller that stops without ever looking at `ready` must not crash the process.
  ready.promise.catch(() => undefined);
  const view = keepView(options);
  const report = options.observer?.opened(what);
  let listedAt = 0;
  let failures = 0;
  let isRefused = false;

  const relist = async (): Promise<void> => {
    view.beginList();
    let page: string | undefined;
    do {
      const listed: ListedPage<T> = await options.list(page, stopping.signal);
      if (stopping.signal.aborted) return;
      report?.heard();
      for (const object of listed.items) view.present(object);
      view.reached(listed.resourceVersion);
      page = listed.next;
    } while (page !== undefined);
    view.endList();
    listedAt = now();
    report?.synced();
    ready.resolve();
  };

  const watchOnce = async (): Promise<void> => {
    const leftMs = timing.relistMs - (now() - listedAt);
    const seconds = Math.max(1, Math.min(timing.watchSeconds, Math.ceil(leftMs / 1000)));
    const watch = (signal: AbortSignal) => options.watch(view.version(), seconds, signal);
    for await (const change of untilSilent(watch, timing.silenceMs, stopping.signal)) {
      if (stopping.signal.aborted) return;
      failures = 0;
      isRefused = false;
      report?.heard();
      view.apply(change);
    }
    isRefused = false;
    report?.heard();
  };

  const attempt = async (work: () => Promise<void>): Promise<WatchOutcome> => {
    try {
      await work();
      return 'ended';
    } catch (error) {
      if (stopping.signal.aborted) return 'ended';
      const outcome = outcomeOf(error);
      report?.restarted(outcome);
      const isKnown = isRefused && outcome === 'refused';
      logger[isKnown ? 'debug' : 'warn']({ err: error, what, outcome, failures }, `watching ${what} starts again`);
      if (outcome === 'refused') {
        isRefused = true;
        ready.resolve();
      }
      return outcome;
    }
  };

  const run = async (): Promise<void> => {
    let listDue = true;
    while (!stopping.signal.aborted) {
      const startedAt = now();
      const outcome = await attempt(listDue ? relist : watchOnce);
      const plan = planAfterWatch({
        outcome,
        did: listDue ? 'list' : 'watch',
        failures,
        lastedMs: now() - startedAt,
        sinceListMs: now() - listedAt,
        timing,
        random: random(),
      });
      failures = plan.failures;
      listDue = plan.list;
      await pause(plan.waitMs, stopping.signal);
    }
  };

  const running = run();
  return {
    ready: ready.promise,
    stop: async () => {
      stopping.abort();
      ready.reject(new Error(`The watch of ${what} was stopped before the first list was complete.`));
      await running;
      report?.closed();
    },
  };
}

function outcomeOf(error: unknown): WatchRestart {
  if (error instanceof ResourceExpiredError) return 'expired';
  if (error instanceof ForbiddenError || error instanceof NotFoundError) return 'refused';
  return error instanceof SilenceError ? 'silent' : 'failed';
}

/** What the handler has been told, so that it also learns of what vanished unseen. */
function keepView<T>(options: Pick<WatchObjectsOptions<T>, 'identify' | 'handler'>) {
  const known = new Map<string, ObjectIdentity>();
  let unconfirmed = new Map<string, ObjectIdentity>();
  let version = '';

  const gone = (key: string): void => {
    const identity = known.get(key);
    if (identity === undefined) return;
    known.delete(key);
    const { namespace, name, uid } = identity;
    options.handler({ type: 'gone', ref: { namespace, name }, uid });
  };
  const present = (object: T): void => {
    const identity = options.identify(object);
    const key = `${identity.namespace}/${identity.name}`;
    // The name was used again, and the removal in between went unseen.
    if (known.has(key) && known.get(key)?.uid !== identity.uid) gone(key);
    known.set(key, identity);
    unconfirmed.delete(key);
    options.handler({ type: 'present', object });
  };

  return {
    version: () => version,
    reached: (resourceVersion: string) => {
      version = resourceVersion;
    },
    beginList: () => {
      unconfirmed = new Map(known);
    },
    present,
    endList: () => {
      for (const key of unconfirmed.keys()) gone(key);
      unconfirmed.clear();
    },
    apply: (change: WatchedChange<T>) => {
      if (change.type === 'bookmark') {
        version = change.resourceVersion;
        return;
      }
      const identity = options.identify(change.object);
      version = identity.resourceVersion;
      if (change.type === 'present') present(change.object);
      else gone(`${identity.namespace}/${identity.name}`);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
