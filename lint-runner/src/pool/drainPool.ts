import { setTimeout as sleep } from 'node:timers/promises';
import type { JobId } from '@sqllint/core/job/ids';
import { runnerExit } from '@sqllint/core/job/runnerExit';
import type { PoolJob } from '@sqllint/core/store/types';
import type { RunOutcome } from '../runner/runJob.ts';
import { CoolingJobs } from './coolingJobs.ts';
import type { PoolSettings } from './settings.ts';

/** How the work on one job of the pool ended. */
export interface JobVisit {
  readonly outcome: RunOutcome;
  /** False when there was no job to work on: its resource is gone, or it was over. */
  readonly opened: boolean;
  /** Files that were worked on. */
  readonly worked: number;
}

export interface DrainPoolOptions {
  /** The next job that has work, apart from those; rejects when nobody can tell for too long. */
  readonly next: (except: readonly JobId[]) => Promise<PoolJob | undefined>;
  /** Works on a job until there is nothing to claim. Never rejects. */
  readonly work: (job: PoolJob) => Promise<JobVisit>;
  /** False while other runners would be sooner done with another job. */
  readonly hasRoom: () => boolean;
  readonly settings: PoolSettings;
  /** Aborted when the runner must leave. */
  readonly signal: AbortSignal;
  /** Milliseconds that never go back. */
  readonly clock?: () => number;
  /** Resolves after that time, or as soon as the signal is aborted. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Takes job after job of the pool, several at once, until the runner is to leave: when it was asked to, was idle for long
 * enough, has done its share, or fails on every job.
 * @returns why it leaves; nothing is being worked on any more
 * @throws what `next` throws
 */
export async function drainPool(options: DrainPoolOptions): Promise<RunOutcome> {
  const drain = new PoolDrain(options);
  try {
    return await drain.untilLeaving();
  } finally {
    await drain.settled();
  }
}

class PoolDrain {
  readonly #options: DrainPoolOptions;
  readonly #clock: () => number;
  readonly #cooling: CoolingJobs;
  readonly #atWork = new Map<JobId, Promise<void>>();
  #wake = new AbortController();
  #pauseMs: number;
  #files = 0;
  #failures = 0;
  #idleSince: number;

  constructor(options: DrainPoolOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#cooling = new CoolingJobs(this.#clock);
    this.#pauseMs = options.settings.firstPollMs;
    this.#idleSince = this.#clock();
  }

  async untilLeaving(): Promise<RunOutcome> {
    for (;;) {
      const reason = this.#reasonToLeave();
      if (reason !== undefined) return reason;
      const found = await this.#look();
      if (found !== undefined) this.#begin(found);
      else await this.#pause();
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#atWork.values());
  }

  #reasonToLeave(): RunOutcome | undefined {
    const { signal, settings } = this.#options;
    const { idleMs, maxTasks, maxFailures } = settings;
    if (signal.aborted) return { exitCode: runnerExit.done, message: 'The runner was asked to leave.' };
    if (this.#failures >= maxFailures) {
      const message = `The runner failed on ${this.#failures} jobs in a row.`;
      return { exitCode: runnerExit.failed, message };
    }
    if (this.#files >= maxTasks) {
      const message = `The runner has worked on ${this.#files} files and makes room for a new one.`;
      return { exitCode: runnerExit.done, message };
    }
    const isIdle = idleMs > 0 && this.#atWork.size === 0 && this.#clock() - this.#idleSince >= idleMs;
    return isIdle ? { exitCode: runnerExit.done, message: 'There was no work for a while.' } : undefined;
  }

  async #look(): Promise<PoolJob | undefined> {
    const { next, hasRoom, settings, signal } = this.#options;
    if (this.#atWork.size >= settings.jobsAtOnce || !hasRoom()) return undefined;
    try {
      return await next([...this.#atWork.keys(), ...this.#cooling.ids()]);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  #begin(job: PoolJob): void {
    const { jobId } = job;
    const visit = this.#options.work(job).then((ended) => this.#note(jobId, ended));
    this.#atWork.set(jobId, visit);
    this.#pauseMs = this.#options.settings.firstPollMs;
  }

  #note(jobId: JobId, { outcome, opened, worked }: JobVisit): void {
    const { coolMs, coolAfterFailureMs, firstPollMs } = this.#options.settings;
    this.#atWork.delete(jobId);
    this.#files += worked;
    if (opened) this.#idleSince = this.#clock();
    this.#pauseMs = firstPollMs;
    if (outcome.exitCode === runnerExit.failed) this.#failures += 1;
    if (outcome.exitCode === runnerExit.done) this.#failures = 0;
    if (outcome.exitCode !== runnerExit.done) this.#cooling.add(jobId, coolAfterFailureMs);
    else if (worked === 0) this.#cooling.add(jobId, coolMs);
    this.#wake.abort();
  }

  /** Until it is time to look again, a job has ended, or the runner must leave. */
  async #pause(): Promise<void> {
    const { settings, signal, pause = pauseFor } = this.#options;
    await pause(this.#pauseMs, AbortSignal.any([this.#wake.signal, signal]));
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
    else this.#pauseMs = Math.min(this.#pauseMs * 2, settings.longestPollMs);
  }
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
