import { defaultWatchTiming } from './watchObjects.ts';
import type { WatchObserver, WatchRestart } from './watchObserver.ts';

export interface WatchLedger extends WatchObserver {
  /** What is watched by a watch that is not to be believed now, each once; empty when all are fresh. */
  stale(): readonly string[];
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
}

/** Keeps of every watch of a process when it last heard something, so that readiness can tell. */
export function createWatchLedger(options: WatchLedgerOptions): WatchLedger {
  const { now, silenceMs = defaultWatchTiming.silenceMs + 30_000, failingMs = 10_000 } = options;
  const entries = new Set<Entry>();
  const isStale = ({ synced, heardAt, failingSince }: Entry): boolean =>
    !synced || now() - heardAt > silenceMs || (failingSince !== undefined && now() - failingSince >= failingMs);

  return {
    opened: (what) => {
      const entry: Entry = { what, synced: false, heardAt: now(), failingSince: undefined };
      entries.add(entry);
      return {
        heard: () => {
          entry.heardAt = now();
          entry.failingSince = undefined;
        },
        synced: () => {
          entry.synced = true;
        },
        restarted: (reason) => {
          entry.failingSince ??= now();
          options.onRestart?.(what, reason);
        },
        closed: () => {
          entries.delete(entry);
        },
      };
    },
    stale: () => [...new Set([...entries].filter(isStale).map(({ what }) => what))],
  };
}
