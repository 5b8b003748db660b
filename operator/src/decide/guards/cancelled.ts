import { endRunners } from '../lane.ts';
import { preparation } from '../preparation.ts';
import type { Guard } from '../types.ts';
import { waitingStatus } from '../waiting.ts';

export const cancelled: Guard = (situation) => {
  const { job, jobId, observed, settings } = situation;
  if (!job.spec.cancelled) return undefined;
  if (observed.progress === 'unavailable') {
    const why = { reason: 'DatabaseUnavailable', message: 'The job was cancelled; its end waits for the database.' };
    return {
      kind: 'continue',
      actions: [endRunners(situation)],
      status: waitingStatus(situation, why),
      requeueAfterMs: settings.storeRetryMs,
    };
  }
  const message = 'The job was cancelled before this file was analysed.';
  return {
    kind: 'conclude',
    actions: [
      ...preparation(situation),
      endRunners(situation),
      { type: 'failUnfinished', jobId, code: 'CANCELLED', message },
    ],
    ending: { kind: 'Cancelled' },
  };
};
