import { jobIdOf } from '@sqllint/core/job/identity';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { createAttempt } from './createAttempt.ts';
import { cancelled } from './guards/cancelled.ts';
import { deadline } from './guards/deadline.ts';
import { deleted } from './guards/deleted.ts';
import { invalidProfile } from './guards/invalidProfile.ts';
import { lostExpansion } from './guards/lostExpansion.ts';
import { podTrouble } from './guards/podTrouble.ts';
import { recorded } from './guards/recorded.ts';
import { refused } from './guards/refused.ts';
import { running } from './guards/running.ts';
import { sourceFailed } from './guards/sourceFailed.ts';
import { storeUnavailable } from './guards/storeUnavailable.ts';
import { suspended } from './guards/suspended.ts';
import { tasksDone } from './guards/tasksDone.ts';
import { terminal } from './guards/terminal.ts';
import { workloadEnded } from './guards/workloadEnded.ts';
import { workloadLost } from './guards/workloadLost.ts';
import { usesPool } from './lane.ts';
import { pooled } from './pooled.ts';
import type { Decision, DecisionSettings, Guard, Observed, Situation } from './types.ts';

/**
 * In this order: what is over stays over; who wants the job gone is obeyed before work goes on; an end that the
 * database knows comes before one that would have to be made; only then the runners.
 */
const ladder: readonly Guard[] = [
  terminal,
  deleted,
  recorded,
  cancelled,
  invalidProfile,
  sourceFailed,
  tasksDone,
  suspended,
  storeUnavailable,
  deadline,
  lostExpansion,
  refused,
  workloadLost,
  podTrouble,
  workloadEnded,
];

/**
 * What to do for a job now. Pure: equal input gives an equal decision, and doing it twice does no harm.
 * @param now milliseconds since the epoch
 */
export function decide(job: SqlLintJob, observed: Observed, now: number, settings: DecisionSettings): Decision {
  const situation: Situation = {
    job,
    jobId: jobIdOf(job),
    observed,
    now,
    settings,
  };
  for (const guard of ladder) {
    const decision = guard(situation);
    if (decision !== undefined) return decision;
  }
  if (usesPool(job, settings)) return pooled(situation);
  // No workload yet, or it vanished (deleted by someone, or the machine restarted): not a failure of the runners.
  return observed.workload === undefined
    ? createAttempt(situation, job.status?.workload?.failures ?? 0)
    : running(situation, observed.workload);
}
