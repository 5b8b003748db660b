import { finalizer } from '@sqllint/core/cluster/finalizer';
import { sourcePathOf, submissionTypeOf } from '@sqllint/core/job/identity';
import type { NewJob } from '@sqllint/core/store/types';
import { isWanted, usesPool } from './lane.ts';
import type { Action, Situation } from './types.ts';

/** What must be true before anything else is done for a job: its resource waits for us, and its row exists. */
export function preparation(situation: Situation): Action[] {
  const actions: Action[] = [];
  if (!holdsFinalizer(situation.job)) actions.push({ type: 'addFinalizer' });
  return [...actions, ...missingRow(situation)];
}

export function missingRow(situation: Situation): Action[] {
  return situation.observed.progress === undefined ? [{ type: 'insertRow', row: rowOf(situation) }] : [];
}

export function holdsFinalizer(job: Situation['job']): boolean {
  return job.metadata.finalizers?.includes(finalizer) ?? false;
}

function rowOf({ job, jobId, settings, observed: { profile } }: Situation): NewJob {
  return {
    jobId,
    namespace: job.metadata.namespace,
    name: job.metadata.name,
    uid: job.metadata.uid,
    submissionType: submissionTypeOf(job),
    sourcePath: sourcePathOf(job),
    profile: profile?.ok ? profile.profile : null,
    userId: job.spec.submitter?.userId ?? null,
    productName: job.spec.submitter?.productName ?? null,
    createdAt: Date.parse(job.metadata.creationTimestamp),
    execution: usesPool(job, settings) ? 'Pool' : 'Job',
    priority: job.spec.priority,
    offered: usesPool(job, settings) && profile?.ok === true && isWanted(job),
  };
}
