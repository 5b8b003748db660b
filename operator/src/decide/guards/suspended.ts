import { endRunners, usesPool } from '../lane.ts';
import { preparation } from '../preparation.ts';
import type { Action, Guard } from '../types.ts';
import { waitingStatus } from '../waiting.ts';
import { withoutStart } from '../workloadStart.ts';

/**
 * No runners while suspended, and the deadline does not run: it starts anew with the next runner, as that of a resumed
 * Kubernetes Job does.
 */
export const suspended: Guard = (situation) => {
  const { job, observed, settings } = situation;
  if (!job.spec.suspend) return undefined;
  const hasRunners = usesPool(job, settings) || observed.workload !== undefined;
  const ending: Action[] = hasRunners ? [endRunners(situation)] : [];
  const why = { reason: 'Suspended', message: 'The job waits until spec.suspend is false.' };
  return {
    kind: 'continue',
    actions: [...preparation(situation), ...ending],
    status: withoutStart(waitingStatus(situation, why)),
    requeueAfterMs: settings.resyncMs,
  };
};
