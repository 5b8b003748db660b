import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import type { JobPhase } from '@sqllint/core/job/states';
import type { ConditionChange } from './conditions.ts';
import { changedStatus, ownStatus, type StatusChange } from './status.ts';
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

/**
 * A status that tells little more than that the job began is not worth a write while it is young: what a fast job
 * does next tells more, and its end tells all.
 * @param since when it began; milliseconds since the epoch
 * @returns the status to show, and the milliseconds after which the given one is due when that is not it
 */
export function quietly(
  { job, now, settings }: Situation,
  status: OperatorStatus,
  since: number,
): { readonly status: OperatorStatus; readonly waitMs?: number } {
  const waitMs = since + settings.quietStartMs - now;
  if (waitMs <= 0 || waitMs > settings.quietStartMs) return { status };
  return { status: ownStatus(job), waitMs };
}

function pick({ reason, message }: { readonly reason: string; readonly message: string }) {
  return { reason, message };
}
