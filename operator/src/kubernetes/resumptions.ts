import type { ObjectEvent } from '@sqllint/core/cluster/kubernetes/watchObjects';
import type { RunnerJob } from './runnerJob.ts';

/** Since when Jobs that were held back may have pods, as far as the API does not say it. */
export interface Resumptions {
  apply(event: ObjectEvent<RunnerJob>): void;
  /** The Job as read, with the time from which on it could have had pods. */
  complete(job: RunnerJob): RunnerJob;
}

/**
 * Remembers when a Job was first seen to be let go: between that and the first look of the Job controller, its own times
 * are those of before it was suspended, and nothing ever tells when a parallelism of 0 was raised.
 * @param now milliseconds since the epoch
 */
export function createResumptions(now: () => number): Resumptions {
  const held = new Set<string>();
  const resumedAt = new Map<string, number>();
  const forget = (uid: string): void => {
    held.delete(uid);
    resumedAt.delete(uid);
  };

  return {
    apply: (event) => {
      if (event.type === 'gone') return forget(event.uid);
      const { uid, end, podsDueSince } = event.object;
      if (end !== undefined) return forget(uid);
      if (isHeld(event.object)) {
        resumedAt.delete(uid);
        held.add(uid);
        return;
      }
      const wasHeld = held.delete(uid);
      if (wasHeld || (podsDueSince === undefined && !resumedAt.has(uid))) resumedAt.set(uid, now());
    },
    complete: (job) => {
      if (isHeld(job)) return job;
      const since = Math.max(job.podsDueSince ?? 0, resumedAt.get(job.uid) ?? 0);
      return since === 0 ? job : { ...job, podsDueSince: since };
    },
  };
}

function isHeld({ suspended, parallelism }: RunnerJob): boolean {
  return suspended || parallelism === 0;
}
