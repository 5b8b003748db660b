import { hostname } from 'node:os';
import type { RunnerOperations } from '@sqllint/core/store/types';
import type { Heartbeat } from '../progress/heartbeat.ts';
import type { RunnerParts } from '../runner/context.ts';
import type { JobAtWork } from '../runner/runJob.ts';

type HeartbeatParts = Pick<RunnerParts, 'runnerId' | 'logger'> & {
  readonly store: { readonly runners: Pick<RunnerOperations, 'beat' | 'leave'> };
  readonly engines: Pick<RunnerParts['engines'], 'size'>;
  readonly settings: Pick<RunnerParts['settings'], 'heartbeatEveryMs'>;
};

/** The one row of a runner that works on several jobs, and on none for a while. Its failures never harm a job. */
export class PoolHeartbeat {
  readonly #parts: HeartbeatParts;
  readonly #jobs = new Set<JobAtWork>();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #files = 0;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#beating = this.#beat();
    this.#timer = setInterval(() => {
      this.#beating = this.#beat();
    }, this.#parts.settings.heartbeatEveryMs);
  }

  /** Joins a job to the row until it is stopped. */
  of(work: JobAtWork): Heartbeat {
    this.#jobs.add(work);
    return {
      worked: (files) => {
        this.#files += files;
      },
      stop: async () => {
        this.#jobs.delete(work);
      },
    };
  }

  /** Removes the row. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    const { store, runnerId } = this.#parts;
    await store.runners.leave(runnerId).catch((error: unknown) => this.#complain(error));
  }

  async #beat(): Promise<void> {
    const { runnerId, store, engines } = this.#parts;
    const jobs = [...this.#jobs];
    const beat = {
      runnerId,
      jobId: jobs[0]?.jobId ?? null,
      host: hostname(),
      pid: process.pid,
      engines: engines.size,
      currentTasks: jobs.flatMap((job) => job.currentTasks()),
      totalTasks: this.#files,
    };
    await store.runners.beat(beat).catch((error: unknown) => this.#complain(error));
  }

  #complain(error: unknown): void {
    this.#parts.logger.warn({ err: error }, 'the heartbeat could not be written');
  }
}
