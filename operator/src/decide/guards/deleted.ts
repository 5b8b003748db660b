import { isTerminalStatus } from '@sqllint/core/job/states';
import { endRunners } from '../lane.ts';
import { holdsFinalizer } from '../preparation.ts';
import type { Guard } from '../types.ts';
import { waitingStatus } from '../waiting.ts';

/** Someone deleted the resource before its job was finished: end the runners, record the end, let the resource go. */
export const deleted: Guard = (situation) => {
  const { job, jobId, observed, settings } = situation;
  if (job.metadata.deletionTimestamp === undefined) return undefined;
  const ending = endRunners(situation);
  if (!holdsFinalizer(job)) return { kind: 'settled', actions: [ending] };
  if (observed.progress === 'unavailable') {
    const why = { reason: 'DatabaseUnavailable', message: 'The job is being deleted; its end waits for the database.' };
    return {
      kind: 'continue',
      actions: [ending],
      status: waitingStatus(situation, why),
      requeueAfterMs: settings.storeRetryMs,
    };
  }
  if (observed.progress === undefined || isTerminalStatus(observed.progress.status)) {
    return { kind: 'settled', actions: [ending, { type: 'removeFinalizer' }] };
  }
  const message = 'The job was deleted before this file was analysed.';
  return {
    kind: 'conclude',
    actions: [ending, { type: 'failUnfinished', jobId, code: 'CANCELLED', message }],
    ending: { kind: 'Deleted' },
  };
};
