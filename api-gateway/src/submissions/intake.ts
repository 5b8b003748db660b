import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../errors/problem.ts';
import type { JobChanges } from '../jobs/jobChanges.ts';
import { retryAfterSeconds } from './retryAfter.ts';
import { countUnfinishedJobs } from './unfinishedJobs.ts';

/** Every so manieth place is to be free before refused callers come back, so that not only one of them gets through. */
const sharePerWave = 100;

/** Lets submissions in as long as there are not too many unfinished jobs. */
export interface Intake {
  /**
   * Does the work that creates the job of that name. Its place is reserved before the work begins, so that a burst cannot
   * pass the limit together. Other gateways of the namespace see it once it is created: together they may exceed the
   * limit by what they have under way.
   * @throws Problem TOO_MANY_REQUESTS when the limit is reached; UNAVAILABLE when it is not known whether it is
   */
  admit<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

export function createIntake(options: {
  readonly changes: Pick<JobChanges, 'subscribeAll' | 'synced'>;
  /** Unfinished jobs of the namespace. */
  readonly limit: number;
  readonly clock: () => number;
  /** Milliseconds that a submission waits for the first list of the jobs that exist. */
  readonly firstListMs?: number;
}): Intake {
  const { changes, limit, clock, firstListMs = 5_000 } = options;
  const jobs = countUnfinishedJobs(clock);
  changes.subscribeAll(jobs.observe);
  let known = false;
  const synced = changes.synced.then(() => {
    known = true;
  });

  /**
   * Without the first list nobody knows how full it is, and a gateway that starts again under a burst would double the
   * limit. Little is lost by refusing then: what is asked for the list is what would have to create the job.
   */
  async function waitForFirstList(): Promise<void> {
    if (known) return;
    const giveUp = new AbortController();
    await Promise.race([synced, sleep(firstListMs, undefined, { signal: giveUp.signal }).catch(() => undefined)]);
    giveUp.abort();
    if (known) return;
    throw new Problem('UNAVAILABLE', 'It is not known yet how many jobs are unfinished; try again soon.', {
      retryAfter: 5,
    });
  }

  function refuse(count: number): never {
    const excess = count - limit + Math.max(1, Math.ceil(limit / sharePerWave));
    const retryAfter = retryAfterSeconds({ excess, endings: jobs.endings(), now: clock() });
    throw new Problem(
      'TOO_MANY_REQUESTS',
      `${count} jobs are unfinished or on their way, and at most ${limit} may be; ` +
        `send it again in ${retryAfter} seconds, or have SQLLINT_MAX_ACTIVE_JOBS raised.`,
      { retryAfter },
    );
  }

  return {
    async admit(name, work) {
      await waitForFirstList();
      const count = jobs.count();
      if (count >= limit) refuse(count);
      jobs.begin(name);
      try {
        const result = await work();
        jobs.created(name);
        return result;
      } finally {
        jobs.abandoned(name);
      }
    },
  };
}
