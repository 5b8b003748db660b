import { defaultWatchTiming } from './watchObjects.ts';
import type { WatchObserver, WatchRestart } from './watchObserver.ts';

/** Not seen yet, heard nothing for too long, fails for too long, or refused by the API. */
export type StaleReason = 'unseen' | 'silent' | 'failed' | 'refused';

export interface WatchLedger extends WatchObserver {
  /**
   * What is watched by a watch that is not to be believed now, each once; empty when all are fresh. What the API refuses
   * to show is among it only where it refuses all of its kind: one namespace of several that is gone is no trouble of
   * the others.
   */
  stale(): readonly string[];
  /** How many watches are not to be believed now, by why, those that the API refuses included. */
  staleByReason(): Readonly<Record<StaleReason, number>>;
}

export interface WatchLedgerOptions {
  /** Milliseconds of a clock that is never set. */
  readonly now: () => number;
  /** Milliseconds after which a watch that says nothing is stale; longer than a watch itself waits for a sign of life. */
  readonly silenceMs?: number;
  /** Milliseconds that a watch may fail: one lost connection is no news. */
  readonly failingMs?: number;
  onRestart?(what: string, reason: WatchRestart): void;
}

interface Entry {
  readonly what: string;
  synced: boolean;
  heardAt: number;
  failingSince: number | undefined;
  isRefused: boolean;
}

/** Keeps of every watch of a process when it last heard something, so that readiness can tell. */
export function createWatchLedger(options: WatchLedgerOptions): WatchLedger {
  const { now, silenceMs = defaultWatchTiming.silenceMs + 30_000, failingMs = 10_000 } = options;
  const entries = new Set<Entry>();
  const staleness = ({ synced, heardAt, failingSince, isRefused }: Entry): StaleReason | undefined => {
    if (isRefused) return 'refused';
    if (!synced) return 'unseen';
    if (failingSince !== undefined && now() - failingSince >= failingMs) return 'failed';
    return now() - heardAt > silenceMs ? 'silent' : undefined;
  };
  const isLoss = (entry: Entry): boolean => {
    const reason = staleness(entry);
    if (reason !== 'refused') return reason !== undefined;
    return [...entries].every(({ what, isRefused }) => what !== entry.what || isRefused);
  };

  return {
    opened: (what) => {
      const entry: Entry = { what, synced: false, heardAt: now(), failingSince: undefined, isRefused: false };
      entries.add(entry);
      return {
        heard: () => {
          entry.heardAt = now();
          entry.failingSince = undefined;
          entry.isRefused = false;
        },
        synced: () => {
          entry.synced = true;
        },
        restarted: (reason) => {
          entry.isRefused = reason === 'refused';
          entry.failingSince = entry.isRefused ? undefined : (entry.failingSince ?? now());
          options.onRestart?.(what, reason);
        },
        closed: () => {
          entries.delete(entry);
        },
      };
    },
    stale: () => [...new Set([...entries].filter(isLoss).map(({ what }) => what))],
    staleByReason: () => {
      const counts = { unseen: 0, silent: 0, failed: 0, refused: 0 };
      for (const entry of entries) {
        const reason = staleness(entry);
        if (reason !== undefined) counts[reason] += 1;
      }
      return counts;
    },
  };
}
