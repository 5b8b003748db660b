import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from './ledger.ts';
import type { Planned } from './plan.ts';
import type { Submitter } from './submit.ts';

/** Submissions on their way at the same time; a caller that gets no answers does not send for ever. */
const mostAtOnce = 40;

/** Submits what is planned when it is planned, and waits for the last answers. */
export async function drive(options: {
  readonly plan: readonly Planned[];
  readonly submitter: Submitter;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
  readonly onEntry: (entry: Entry) => void;
}): Promise<void> {
  const { plan, submitter, startedAt, signal, onEntry } = options;
  const underWay = new Set<Promise<void>>();
  for (const planned of plan) {
    await sleep(Math.max(0, startedAt + planned.atMs - Date.now()), undefined, { signal });
    if (underWay.size >= mostAtOnce) await Promise.race(underWay);
    const one = submitter.submit(planned, onEntry, signal).finally(() => underWay.delete(one));
    underWay.add(one);
  }
  await Promise.all(underWay);
}
