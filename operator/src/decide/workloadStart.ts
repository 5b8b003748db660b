import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import type { SqlLintJobStatus } from '@sqllint/core/resource/sqlLintJob';
import type { Workload } from '../cluster/workloads.ts';
import type { Situation } from './types.ts';

/** The deadline runs from the moment when a runner was first given to the job, not while it waits for a slot. */
export function startOfWorkload({ job, observed, now, settings }: Situation): { readonly startTime?: string } {
  const { workload } = observed;
  if (job.status?.startTime !== undefined || workload === undefined || workload.state === 'queued') return {};
  // It may have begun a moment before it is worth writing.
  const begun = Math.min(now, Math.max(workload.createdAt, now - settings.quietStartMs));
  return { startTime: new Date(begun).toISOString() };
}

/**
 * The status of a job whose runners wait in a queue, perhaps for the second time: the deadline starts anew with the next
 * one, as that of a resumed Kubernetes Job does.
 */
export function withoutStart({ startTime: _, ...status }: OperatorStatus): OperatorStatus {
  return status;
}

/** What is to be remembered of a workload. The first one of a job may be seen before it was written down. */
export function recordOf({ job }: Situation, workload: Workload): NonNullable<SqlLintJobStatus['workload']> {
  const known = job.status?.workload;
  if (known !== undefined && known.attempt >= workload.attempt && known.refusedAt === undefined) return known;
  const createdAt = new Date(workload.createdAt).toISOString();
  return { attempt: workload.attempt, failures: known?.failures ?? 0, createdAt };
}
