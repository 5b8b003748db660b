import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import { type ConditionChange, withConditions } from './conditions.ts';
import type { Situation } from './types.ts';

export interface StatusChange extends Partial<Omit<OperatorStatus, 'conditions' | 'observedGeneration' | 'jobId'>> {
  readonly conditions: readonly ConditionChange[];
}

/** The operator's part of the status as it is in the resource. */
export function ownStatus(job: Situation['job']): OperatorStatus {
  const { progress: _, ...own } = job.status ?? {};
  return own;
}

/** The status after a decision: what was there, changed; equal input gives a deeply equal status. */
export function changedStatus(
  situation: Pick<Situation, 'job' | 'jobId' | 'now'>,
  { conditions, ...fields }: StatusChange,
): OperatorStatus {
  const before = ownStatus(situation.job);
  return {
    ...before,
    ...fields,
    observedGeneration: situation.job.metadata.generation,
    jobId: situation.jobId,
    conditions: withConditions(before.conditions ?? [], conditions, situation.now),
  };
}
