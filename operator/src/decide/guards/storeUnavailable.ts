import type { Guard } from '../types.ts';
import { waitingStatus } from '../waiting.ts';

/** Nothing is decided without the database, and nothing fails for want of it: runners wait for it as well. */
export const storeUnavailable: Guard = (situation) => {
  if (situation.observed.progress !== 'unavailable') return undefined;
  const why = { reason: 'DatabaseUnavailable', message: 'The database does not answer; the job waits for it.' };
  return {
    kind: 'continue',
    actions: [],
    status: waitingStatus(situation, why),
    requeueAfterMs: situation.settings.storeRetryMs,
  };
};
