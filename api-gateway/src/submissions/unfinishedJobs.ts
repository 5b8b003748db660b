import { isTerminalPhase } from '@sqllint/core/job/states';
import type { JobChange } from '../jobs/jobChanges.ts';
import { recentMs } from './retryAfter.ts';

/** Endings that are remembered; more of them would not make an estimate better. */
const mostEndings = 1000;

/**
 * Milliseconds that a created job counts though the watch has not shown it: longer than a watch that says nothing is
 * believed, so that one which came and went unseen does not hold its place for ever.
 */
const unseenMs = 150_000;

export interface UnfinishedJobs {
  /** Those that the watch has seen, and those that are under way or were created and not seen yet. */
  count(): number;
  /** Times at which jobs ended lately, oldest first. */
  endings(): readonly number[];
  /** Counts a job that is about to be created. */
  begin(name: string): void;
  /** It was created: the watch will show it. */
  created(name: string): void;
  /** It was not created. */
  abandoned(name: string): void;
  /** What the watch tells of the resource of that name. */
  observe(name: string, change: JobChange): void;
}

/** Counts the unfinished jobs of one namespace, each once, from before its creation to its end. */
export function countUnfinishedJobs(clock: () => number): UnfinishedJobs {
  const seen = new Set<string>();
  const underWay = new Set<string>();
  /** Until when each counts; the oldest is the first. */
  const unseen = new Map<string, number>();
  const ended: number[] = [];

  function forgetUnseen(): void {
    for (const [name, until] of unseen) {
      if (until > clock()) return;
      unseen.delete(name);
    }
  }

  function noteEnding(): void {
    ended.push(clock());
    const from = ended.findIndex((time) => time > clock() - recentMs);
    ended.splice(0, Math.max(from, ended.length - mostEndings));
  }

  return {
    count() {
      forgetUnseen();
      return seen.size + underWay.size + unseen.size;
    },
    endings: () => ended,
    begin: (name) => void underWay.add(name),
    created(name) {
      // Not when the watch was faster.
      if (underWay.delete(name)) unseen.set(name, clock() + unseenMs);
    },
    abandoned: (name) => void underWay.delete(name),
    observe(name, change) {
      underWay.delete(name);
      unseen.delete(name);
      if (change !== 'gone' && !isTerminalPhase(change.status?.phase)) seen.add(name);
      else if (seen.delete(name)) noteEnding();
    },
  };
}
