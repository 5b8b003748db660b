import type { WatchTiming } from './watchObjects.ts';

/**
 * How a list or a watch came to its end: as planned, because its version is too old, because nothing was heard for too
 * long, because the API answers but does not let us look, or by any other error.
 */
export type WatchOutcome = 'ended' | 'expired' | 'silent' | 'refused' | 'failed';

/** After an expiry, a silence or a refusal nobody knows what was missed; after an error the watch goes on where it was. */
const blind: readonly WatchOutcome[] = ['expired', 'silent', 'refused'];

export interface WatchPlan {
  /** List again before watching. */
  readonly list: boolean;
  readonly waitMs: number;
  readonly failures: number;
}

const firstBackoffMs = 500;
/** A watch that the server closes sooner than this is a failure too, or a broken proxy would make a busy loop. */
const shortestWatchMs = 1000;

/** What to do next. Pure. `failures`: in a row, until something was heard. `random`: from 0 to 1. */
export function planAfterWatch(state: {
  readonly outcome: WatchOutcome;
  readonly did: 'list' | 'watch';
  readonly failures: number;
  readonly lastedMs: number;
  readonly sinceListMs: number;
  readonly timing: Pick<WatchTiming, 'relistMs' | 'maxBackoffMs'>;
  readonly random: number;
}): WatchPlan {
  const { outcome, did, timing } = state;
  if (outcome === 'ended' && did === 'list') return { list: false, waitMs: 0, failures: state.failures };
  const relistDue = state.sinceListMs >= timing.relistMs;
  if (outcome === 'ended' && state.lastedMs >= shortestWatchMs) return { list: relistDue, waitMs: 0, failures: 0 };
  const failures = state.failures + 1;
  const waitMs = backoff(failures, timing.maxBackoffMs, state.random);
  return { list: did === 'list' || blind.includes(outcome) || relistDue, waitMs, failures };
}

/** Exponential from half a second, between half of it and the whole, so that many clients do not come back at once. */
function backoff(failures: number, maxMs: number, random: number): number {
  const full = Math.min(maxMs, firstBackoffMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(full / 2 + (full / 2) * random);
}
