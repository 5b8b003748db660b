import type { JobRef } from '@sqllint/core/cluster/jobResources';

export interface Reminders {
  /** Names the owner once, some time from now; asking again until then changes nothing. */
  remind(owner: JobRef & { readonly uid: string }): void;
  /** From now on `onDue` is told; `stop` forgets what is pending. */
  start(onDue: (owner: JobRef) => void): void;
  stop(): void;
}

/**
 * For what no watch tells: looks again after a while.
 * @param delayMs milliseconds
 */
export function createReminders(delayMs: number): Reminders {
  const pending = new Map<string, NodeJS.Timeout>();
  let tell: ((owner: JobRef) => void) | undefined;

  return {
    remind: (owner) => {
      if (tell === undefined || pending.has(owner.uid)) return;
      const due = (): void => {
        pending.delete(owner.uid);
        tell?.(owner);
      };
      pending.set(owner.uid, setTimeout(due, delayMs).unref());
    },
    start: (onDue) => {
      tell = onDue;
    },
    stop: () => {
      tell = undefined;
      for (const timer of pending.values()) clearTimeout(timer);
      pending.clear();
    },
  };
}
