import type { EndedPod } from './plan.ts';

/** What is known of pods that were seen running, until they have ended and that was told. */
export interface Ledger {
  runs(pod: string, job: string): void;
  done(pod: string, at: number): void;
  ended(pod: string, job: string, at: number): void;
  /** Pods that ended since the last time. */
  take(): readonly EndedPod[];
}

export function createLedger(): Ledger {
  const doneAt = new Map<string, number | undefined>();
  let ended: EndedPod[] = [];
  return {
    runs: (pod) => {
      doneAt.set(pod, undefined);
    },
    done: (pod, at) => {
      // After its end it is too late.
      if (doneAt.has(pod)) doneAt.set(pod, at);
    },
    ended: (pod, job, at) => {
      ended.push({ job, endedAt: at, doneAt: doneAt.get(pod) });
      doneAt.delete(pod);
    },
    take: () => {
      const taken = ended;
      ended = [];
      return taken;
    },
  };
}
