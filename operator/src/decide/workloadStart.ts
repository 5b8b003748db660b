import type { Situation } from './types.ts';

/** The deadline runs from the moment when a runner was first given to the job, not while it waits for a slot. */
export function startOfWorkload({ job, observed, now }: Situation): { readonly startTime?: string } {
  if (job.status?.startTime !== undefined || observed.workload === undefined) return {};
  return observed.workload.state === 'queued' ? {} : { startTime: new Date(now).toISOString() };
}
