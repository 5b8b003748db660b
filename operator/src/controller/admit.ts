import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Admission, SlotAnswer } from '../admission/createAdmission.ts';
import { describePlace } from '../admission/describePlace.ts';
import type { PlaceReports } from '../admission/placeReports.ts';
import { usesPool } from '../decide/lane.ts';
import type { Decision, DecisionSettings, Observed, QueuePlace } from '../decide/types.ts';

export interface AdmissionDesk {
  readonly admission: Admission;
  readonly places: PlaceReports;
}

/**
 * Lets a decision that makes runners pass only with a slot.
 * @returns where the job stands in the queue, when it must wait
 */
export function placeInQueue(
  job: SqlLintJob,
  decision: Decision,
  { admission, places }: AdmissionDesk,
): QueuePlace | undefined {
  const makesRunners = decision.kind === 'continue' && decision.actions.some(({ type }) => type === 'createWorkload');
  if (!makesRunners || isAdmittedElsewhere(job)) return undefined;
  const { namespace, name, uid, creationTimestamp } = job.metadata;
  const createdAt = Date.parse(creationTimestamp);
  const answer = admission.request({ uid, namespace, name, priority: job.spec.priority, createdAt });
  if (answer.kind === 'admitted') return undefined;
  return { message: describePlace(answer, namespace), renew: places.take(), lookAgainMs: lookAgainMs(answer) };
}

/** Whether a job that was decided on has no use for a slot, so that the next in line may have it. */
export function needsNoSlot(
  job: SqlLintJob,
  observed: Observed,
  decision: Decision,
  settings: Pick<DecisionSettings, 'poolLane'>,
): boolean {
  return (
    decision.kind !== 'continue' ||
    job.spec.suspend ||
    observed.refusal !== undefined ||
    usesPool(job, settings) ||
    isAdmittedElsewhere(job)
  );
}

/** Whether runners are there already, or on their way: they count, however they came to be. */
export function hasUnfinishedRunners({ workload }: Observed): boolean {
  return workload?.state === 'pending' || workload?.state === 'running';
}

/** Kueue lets Jobs begin by a quota of its own; a slot held while it makes them wait would be one lost to others. */
export function isAdmittedElsewhere({ metadata }: SqlLintJob): boolean {
  return metadata.labels?.['kueue.x-k8s.io/queue-name'] !== undefined;
}

const soonMs = 10_000;
const lateMs = 300_000;

/** A turn that comes is told at once; this is for the place that is shown. */
function lookAgainMs({ place }: Extract<SlotAnswer, { kind: 'waiting' }>): number {
  return Math.min(lateMs, soonMs * Math.max(1, place / 5));
}
