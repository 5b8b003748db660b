import type { Situation } from './types.ts';

/** Milliseconds until the deadline; without end for a job whose runners have not started, or wait in a queue again. */
export function deadlineLeftMs({ job, observed, now }: Situation): number {
  const startTime = job.status?.startTime;
  if (startTime === undefined || observed.workload?.state === 'queued') return Number.POSITIVE_INFINITY;
  return Date.parse(startTime) + job.spec.activeDeadlineSeconds * 1000 - now;
}

/** When an unfinished job must be looked at again although nothing was reported: at the first of these. */
export function wakeUp(situation: Situation, ...others: readonly number[]): number {
  return Math.max(0, Math.min(situation.settings.resyncMs, deadlineLeftMs(situation), ...others));
}
