import { preparation } from '../preparation.ts';
import type { Guard } from '../types.ts';
import { waitingStatus } from '../waiting.ts';
import { wakeUp } from '../wakeUp.ts';

/** Milliseconds after which the next runners are made, unless the end of the lost ones is told before. */
const nextAttemptMs = 1000;

/**
 * The nodes of all runners do not answer, and the cluster would wait for them for ever. It forgets them, and the next
 * workload follows: nobody's failure. Should they still run somewhere, the leases of their files keep them harmless.
 */
export const workloadLost: Guard = (situation) => {
  const { workload } = situation.observed;
  if (workload?.state !== 'lost') return undefined;
  const why = {
    reason: workload.reason ?? 'RunnersLost',
    message: 'The nodes of all runners stopped answering; new runners take over.',
  };
  return {
    kind: 'continue',
    actions: [...preparation(situation), { type: 'deleteWorkload' }],
    status: waitingStatus(situation, why),
    requeueAfterMs: wakeUp(situation, nextAttemptMs),
  };
};
