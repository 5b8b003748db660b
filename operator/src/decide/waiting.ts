import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import type { JobPhase } from '@sqllint/core/job/states';
import type { ConditionChange } from './conditions.ts';
import { changedStatus, type StatusChange } from './status.ts';
import type { Situation } from './types.ts';

export const accepted: ConditionChange = {
  type: 'Accepted',
  status: 'True',
  reason: 'Accepted',
  message: 'The job is known and its settings can be used.',
};

/** The phase of a job that is not finished: it never goes back to Accepted. */
export function unfinishedPhase(situation: Situation): JobPhase {
  return situation.job.status?.phase ?? 'Accepted';
}

/** The status of a job that nobody works on for the time being, and why. */
export function waitingStatus(
  situation: Situation,
  why: { readonly reason: string; readonly message: string },
  fields: Omit<StatusChange, 'conditions'> = {},
): OperatorStatus {
  const stopped: ConditionChange[] =
    unfinishedPhase(situation) === 'Processing' ? [{ type: 'Running', status: 'False', ...pick(why) }] : [];
  return changedStatus(situation, {
    ...fields,
    phase: unfinishedPhase(situation),
    conditions: [accepted, { type: 'Queued', status: 'True', ...pick(why) }, ...stopped],
  });
}

function pick({ reason, message }: { readonly reason: string; readonly message: string }) {
  return { reason, message };
}
