import type { SqlLintJobStatus } from '@sqllint/core/resource/sqlLintJob';
import type { Workload } from '../cluster/workloads.ts';
import type { Situation } from './types.ts';

/** The deadline runs from the moment when a runner was first given to the job, not while it waits for a slot. */
export function startOfWorkload({ job, observed, now }: Situation): { readonly startTime?: string } {
  if (job.status?.startTime !== undefined || observed.workload === undefined) return {};
  return observed.workload.state === 'queued' ? {} : { startTime: new Date(now).toISOString() };
}

/** What is to be remembered of a workload. The first one of a job may be seen before it was written down. */
export function recordOf({ job }: Situation, workload: Workload): NonNullable<SqlLintJobStatus['workload']> {
  const known = job.status?.workload;
  if (known !== undefined && known.attempt >= workload.attempt && known.refusedAt === undefined) return known;
  const createdAt = new Date(workload.createdAt).toISOString();
  return { attempt: workload.attempt, failures: known?.failures ?? 0, createdAt };
}
