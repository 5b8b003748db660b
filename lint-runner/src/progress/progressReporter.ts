import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { JobProgressStatus } from '@sqllint/core/resource/sqlLintJob';
import type { TaskCounts } from '@sqllint/core/store/types';
import type { RunContext } from '../runner/context.ts';

type ReporterContext = Pick<RunContext, 'ref' | 'jobId' | 'store' | 'resources' | 'settings' | 'logger'>;

/** Looks for a last report that succeeds; milliseconds between them. */
const lastReportPausesMs = [0, 200, 1000];

/** A job that ends sooner than this, in milliseconds, is reported once. */
const firstReportAfterMs = 1000;

/**
 * Writes how far a job is to its resource, not more often than every `progressEveryMs`. It only informs: that it could
 * not be written never harms the job.
 */
export class ProgressReporter {
  readonly #context: ReporterContext;
  #timer: NodeJS.Timeout | undefined;
  #next = performance.now() + firstReportAfterMs;
  #writing: Promise<void> = Promise.resolve();
  /** What the resource has of this runner. */
  #reported: TaskCounts | undefined;

  constructor(context: ReporterContext) {
    this.#context = context;
  }

  /** Files were finished: a report follows as soon as one may be written. */
  changed(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#next - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#report().catch((error: unknown) => this.#complain(error));
    }, wait);
  }

  /**
   * Writes the last report, at once, unless it would say what the one before it said.
   * @param last how far the job is, when that is known just now
   */
  async finish(last?: TaskCounts): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    for (const pause of lastReportPausesMs) {
      try {
        if (pause > 0) await sleep(pause);
        await (last === undefined ? this.#report() : this.#write(last));
        return;
      } catch (error) {
        this.#complain(error);
      }
    }
  }

  async #report(): Promise<void> {
    const { store, jobId, settings } = this.#context;
    this.#next = performance.now() + settings.progressEveryMs;
    const progress = await store.jobs.progress(jobId);
    if (progress) await this.#write(progress.tasks);
  }

  async #write(counts: TaskCounts): Promise<void> {
    if (isDeepStrictEqual(counts, this.#reported)) return;
    const { resources, ref } = this.#context;
    await resources.applyProgress(ref, progressStatusOf(counts, Date.now()));
    this.#reported = counts;
  }

  #complain(error: unknown): void {
    this.#context.logger.warn({ err: error }, 'the progress could not be reported');
  }
}

/** @param now milliseconds since the epoch */
export function progressStatusOf(counts: TaskCounts, now: number): JobProgressStatus {
  const { total, succeeded, failed, cached } = counts;
  return { total, succeeded, failed, cached, updatedAt: new Date(now).toISOString() };
}
