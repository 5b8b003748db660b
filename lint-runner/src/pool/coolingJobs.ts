import type { JobId } from '@sqllint/core/job/ids';

/** Jobs that are left alone for a while, so that a runner does not ask itself round in circles. */
export class CoolingJobs {
  readonly #clock: () => number;
  readonly #until = new Map<JobId, number>();

  /** @param clock milliseconds that never go back */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add(jobId: JobId, milliseconds: number): void {
    this.#until.set(jobId, this.#clock() + milliseconds);
  }

  /** Those whose time is not over; the others are forgotten. */
  ids(): readonly JobId[] {
    const now = this.#clock();
    for (const [jobId, until] of this.#until) if (until <= now) this.#until.delete(jobId);
    return [...this.#until.keys()];
  }
}
