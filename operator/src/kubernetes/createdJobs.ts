import type { RunnerJob } from './runnerJob.ts';

/** Jobs that were created moments ago and that the watch has not told of yet. */
export interface CreatedJobs {
  remember(job: RunnerJob): void;
  /** The watch has told of it, be it of its end. */
  shown(uid: string): void;
  forgetOwner(ownerUid: string): void;
  of(ownerUid: string): readonly RunnerJob[];
}

/** A watch that lags for longer is no use, and a Job that was gone before its creation was answered is never told of. */
const keptMs = 30_000;

/**
 * What the API answered to the creation of a Job, so that a second look within moments does not create it again. Each is
 * kept for half a minute at most.
 * @param now milliseconds since the epoch
 */
export function createCreatedJobs(now: () => number): CreatedJobs {
  /** In the order of their creation. */
  const kept = new Map<string, { readonly job: RunnerJob; readonly until: number }>();
  const forgetOld = (): void => {
    for (const [uid, { until }] of kept) {
      if (until > now()) return;
      kept.delete(uid);
    }
  };
  const of = (ownerUid: string): readonly RunnerJob[] => {
    forgetOld();
    return [...kept.values()].map(({ job }) => job).filter(({ owner }) => owner.uid === ownerUid);
  };

  return {
    remember: (job) => {
      forgetOld();
      kept.set(job.uid, { job, until: now() + keptMs });
    },
    shown: (uid) => {
      kept.delete(uid);
    },
    forgetOwner: (ownerUid) => {
      for (const { uid } of of(ownerUid)) kept.delete(uid);
    },
    of,
  };
}
