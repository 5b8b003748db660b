import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Action, DecisionSettings, Situation } from './types.ts';

/** True for a job that the pool's runners work on; others have runners of their own. */
export function usesPool(job: SqlLintJob, { poolLane }: Pick<DecisionSettings, 'poolLane'>): boolean {
  return poolLane && job.spec.execution === 'Pool';
}

/** No runner is to begin anything for the job. Those of the pool find out by their leases, which are theirs no more. */
export function endRunners({ job, jobId, settings }: Situation): Action {
  return usesPool(job, settings) ? { type: 'withdraw', jobId } : { type: 'deleteWorkload' };
}

/** Whether runners should begin with the job, as far as its owner has a say. */
export function isWanted({ metadata, spec }: SqlLintJob): boolean {
  return !spec.suspend && !spec.cancelled && metadata.deletionTimestamp === undefined;
}
