import { conditionOf } from './conditions.ts';
import { preparation } from './preparation.ts';
import type { Decision, QueuePlace, Situation } from './types.ts';
import { waitingStatus } from './waiting.ts';

/** The job waits for a slot. Its place changes with every job before it, and is not worth a write each time. */
export function queued(situation: Situation, place: QueuePlace): Decision {
  const shown = conditionOf(situation.job.status?.conditions, 'Queued');
  const isShown = shown?.status === 'True' && shown.reason === waitingForSlot;
  const message = isShown && !place.renew ? shown.message : place.message;
  return {
    kind: 'continue',
    actions: preparation(situation),
    status: waitingStatus(situation, { reason: waitingForSlot, message }),
    requeueAfterMs: place.lookAgainMs,
  };
}

export const waitingForSlot = 'WaitingForSlot';
