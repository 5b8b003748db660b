import type { WatchOutcome } from './planAfterWatch.ts';

/** Why a watch has to start again before its time. */
export type WatchRestart = Exclude<WatchOutcome, 'ended'>;

/** Told by one watch what it hears. */
export interface WatchReporter {
  /** A page of a list, a change, a bookmark, or the planned end of a watch. */
  heard(): void;
  /** The first list was complete. */
  synced(): void;
  restarted(reason: WatchRestart): void;
  /** Nobody watches any more. */
  closed(): void;
}

/** Told of every watch of a process. */
export interface WatchObserver {
  /** @param what the collection, for instance `sqllintjobs` */
  opened(what: string): WatchReporter;
}
