import type { PoolView } from '../cluster/runnerPool.ts';
import type { PodTrouble, WorkloadRefusedError } from '../cluster/workloads.ts';
import { type RetrySettings, retryDelay } from '../controller/retryDelay.ts';
import type { PoolSituation } from './desiredPool.ts';
import type { PoolRunner } from './poolPods.ts';

/** What was asked for shows up in the watch within this time, in milliseconds, or is asked for again. */
const creationShowsWithinMs = 10_000;
/** A runner that has run for so long, in milliseconds, did not fail from the start. */
const longRunMs = 600_000;
/** After a crash the next runner has got over its start, where most fail, when it has run for so long, in milliseconds. */
const steadyMs = 60_000;

export interface NamespacePoolOptions {
  readonly retry: RetrySettings;
  readonly random: () => number;
}

/** What is remembered of one namespace's pool beside its runners. Times are milliseconds since the epoch. */
export class NamespacePool {
  readonly #options: NamespacePoolOptions;
  /** The places that were filled and that the watch may not have shown yet: when, and whom it showed before. */
  readonly #filled = new Map<number, { readonly at: number; readonly before: ReadonlySet<string> }>();
  /** The uids of ended runners whose end was taken note of. */
  #noted: ReadonlySet<string> = new Set();
  #refusals = 0;
  #refusal: PodTrouble | undefined;
  #crashes = 0;
  #crash: PodTrouble | undefined;
  #notBefore = 0;
  /** The uids of runners that run, and since when they do as far as was seen. */
  #running: ReadonlyMap<string, number> = new Map();
  /** Since when jobs wait and no runner runs, but for moments between crashes. */
  #missingSince: number | undefined;

  constructor(options: NamespacePoolOptions) {
    this.#options = options;
  }

  /** No runner is to be started before. */
  get notBefore(): number {
    return this.#notBefore;
  }

  /** Takes note of runners that failed, or left in order, since the last look. */
  note(runners: readonly PoolRunner[], now: number): void {
    const running = runners.filter(({ state }) => state === 'running');
    this.#running = new Map(running.map(({ uid }) => [uid, this.#running.get(uid) ?? now]));
    if (this.#isServed(now)) this.#missingSince = undefined;
    const ended = runners.filter(({ state }) => state === 'left' || state === 'failed');
    const news = ended.filter(({ uid }) => !this.#noted.has(uid));
    for (const runner of news.toSorted((a, b) => a.createdAt - b.createdAt)) this.#noteEnd(runner);
    this.#noted = new Set(ended.map(({ uid }) => uid));
  }

  /**
   * Takes note of whether jobs wait for runners. A refusal is forgotten with the last of them: whether the cluster would
   * still refuse is not known before it is asked again.
   */
  needed(jobs: number, now: number): void {
    this.#missingSince = jobs > 0 && !this.#isServed(now) ? (this.#missingSince ?? now) : undefined;
    if (jobs === 0) this.#refusal = undefined;
  }

  /** @param seen the runners that the watch had shown by then */
  created(slot: number, seen: readonly PoolRunner[], now: number): void {
    this.#filled.set(slot, { at: now, before: new Set(seen.map(({ uid }) => uid)) });
    this.#refusals = 0;
    this.#refusal = undefined;
  }

  /** Takes note that a runner of a lost node was given up. Its successor may be sent to a node that is lost as well. */
  lost(now: number): void {
    this.#wait(now, 1);
  }

  refused({ reason, message }: WorkloadRefusedError, now: number): void {
    this.#refusals += 1;
    const since = this.#refusal?.since ?? now;
    this.#refusal = { kind: reason === 'QuotaExceeded' ? 'noRoom' : 'broken', reason, message, since };
    this.#wait(now, this.#refusals);
  }

  /** The runners, and those that were asked for and have not shown up yet. */
  withFilled(runners: readonly PoolRunner[], now: number): PoolSituation['runners'] {
    for (const [slot, { at, before }] of this.#filled) {
      const shows = runners.some((runner) => runner.slot === slot && !before.has(runner.uid));
      if (shows || now - at > creationShowsWithinMs) this.#filled.delete(slot);
    }
    return [...runners, ...[...this.#filled.keys()].map(unseen)];
  }

  /**
   * A trouble counts against jobs from when they were kept waiting by it, not from when the pool first had it: it may be
   * as old as the pool.
   */
  view(runners: readonly PoolRunner[], now: number): PoolView {
    const active = runners.filter(({ state }) => state === 'running').length;
    const starting = runners.filter(({ state }) => state === 'starting').map(({ trouble }) => trouble);
    const troubles = [...starting, this.#refusal, active === 0 ? this.#crash : undefined];
    const from = this.#missingSince ?? now;
    return {
      active,
      troubles: troubles
        .filter((trouble) => trouble !== undefined)
        .map((trouble) => ({ ...trouble, since: Math.max(trouble.since, from) })),
    };
  }

  #isServed(now: number): boolean {
    return [...this.#running.values()].some((since) => this.#crashes === 0 || now - since >= steadyMs);
  }

  #noteEnd({ failure, createdAt }: PoolRunner): void {
    if (failure === undefined) {
      this.#crashes = 0;
      this.#crash = undefined;
      return;
    }
    const { reason, message, at } = failure;
    if (at - createdAt > longRunMs) this.#crashes = 0;
    this.#crashes += 1;
    this.#crash = { kind: 'broken', reason, message, since: this.#crashes === 1 ? at : (this.#crash?.since ?? at) };
    this.#wait(at, this.#crashes);
  }

  #wait(from: number, failures: number): void {
    const { retry, random } = this.#options;
    this.#notBefore = Math.max(this.#notBefore, from + retryDelay(failures, retry, random));
  }
}

function unseen(slot: number): PoolSituation['runners'][number] {
  return { slot, state: 'starting', isCurrent: true, trouble: undefined, name: '' };
}
