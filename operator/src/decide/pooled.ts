import { waitingForRunner } from './createAttempt.ts';
import { active, started } from './guards/running.ts';
import { preparation } from './preparation.ts';
import { changedStatus } from './status.ts';
import type { Action, Decision, Situation } from './types.ts';
import { knownProgress } from './unfinished.ts';
import { accepted, quietly, unfinishedPhase, waitingStatus } from './waiting.ts';
import { wakeUp } from './wakeUp.ts';
import { startOfWorkload } from './workloadStart.ts';

/** The last rung for a job of the pool: it is open for warm runners, or one of them works on it. */
export function pooled(situation: Situation): Decision {
  const { job } = situation;
  const actions = [...preparation(situation), ...offer(situation)];
  const worked = isWorkedOn(situation);
  const since = Date.parse(job.metadata.creationTimestamp);
  const status = worked
    ? changedStatus(situation, {
        ...startOfWorkload(situation),
        phase: 'Processing',
        conditions: [accepted, started, active],
      })
    : waitingStatus(situation, waitingForRunner);
  const quiet = quietly(situation, status, since);
  return {
    kind: 'continue',
    actions: quiet.waitMs === undefined && worked ? [...actions, ...markProcessing(situation)] : actions,
    status: quiet.status,
    requeueAfterMs: wakeUp(situation, ...(quiet.waitMs === undefined ? [] : [quiet.waitMs])),
  };
}

/** A row is inserted open; one that is there is opened unless it is already, or its priority may have changed. */
function offer(situation: Situation): Action[] {
  const { job, jobId } = situation;
  const progress = knownProgress(situation);
  if (progress === undefined) return [];
  const changed = job.metadata.generation > 1 && job.status?.observedGeneration !== job.metadata.generation;
  return progress.offered && !changed ? [] : [{ type: 'offer', jobId, priority: job.spec.priority }];
}

function isWorkedOn(situation: Situation): boolean {
  return (knownProgress(situation)?.tasks.total ?? 0) > 0 || unfinishedPhase(situation) === 'Processing';
}

function markProcessing(situation: Situation): Action[] {
  const status = knownProgress(situation)?.status ?? 'ACCEPTED';
  return status === 'ACCEPTED' ? [{ type: 'markProcessing', jobId: situation.jobId }] : [];
}
