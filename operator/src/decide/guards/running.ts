import type { Workload } from '../../cluster/workloads.ts';
import type { ConditionChange } from '../conditions.ts';
import { waitingForRunner } from '../createAttempt.ts';
import { scaledParallelism } from '../parallelism.ts';
import { preparation } from '../preparation.ts';
import { changedStatus } from '../status.ts';
import type { Action, Decision, Situation } from '../types.ts';
import { knownProgress } from '../unfinished.ts';
import { accepted, quietly, unfinishedPhase, waitingStatus } from '../waiting.ts';
import { wakeUp } from '../wakeUp.ts';
import { recordOf, startOfWorkload, withoutStart } from '../workloadStart.ts';

/** The last rung: a workload is there and has not ended. */
export function running(situation: Situation, workload: Workload): Decision {
  const actions = [...preparation(situation), ...scale(situation, workload)];
  const known = { ...startOfWorkload(situation), workload: recordOf(situation, workload) };
  const failure = lastFailure(workload);
  const isQueued = workload.state === 'queued';
  const worked = !isQueued && failure === undefined && isWorkedOn(situation, workload);
  const told = worked
    ? changedStatus(situation, { ...known, phase: 'Processing', conditions: [accepted, started, active] })
    : waitingStatus(situation, failure ?? waitingForRunner, known);
  const news = isQueued ? withoutStart(told) : told;
  const { status, waitMs } = quietly(situation, news, workload.attempt === 1 ? workload.createdAt : 0);
  const marking = worked && waitMs === undefined ? markProcessing(situation) : [];
  const requeueAfterMs = wakeUp(situation, ...(waitMs === undefined ? [] : [waitMs]));
  return { kind: 'continue', actions: [...actions, ...marking], status, requeueAfterMs };
}

export const started: ConditionChange = {
  type: 'Queued',
  status: 'False',
  reason: 'Started',
  message: 'The job has its runners.',
};

export const active: ConditionChange = {
  type: 'Running',
  status: 'True',
  reason: 'RunnersActive',
  message: 'Runners work on the files.',
};

/** Between a runner that failed and the next one, which may take minutes: in the words of the cluster. */
function lastFailure({ state, active, reason, failure }: Workload): { reason: string; message: string } | undefined {
  if (state !== 'pending' || active > 0 || failure === undefined) return undefined;
  return { reason: reason ?? 'RunnerFailed', message: `Another runner follows the last one (${failure.detail}).` };
}

function isWorkedOn(situation: Situation, workload: Workload): boolean {
  return (
    workload.active > 0 ||
    (knownProgress(situation)?.tasks.total ?? 0) > 0 ||
    unfinishedPhase(situation) === 'Processing'
  );
}

function scale(situation: Situation, workload: Workload): Action[] {
  const parallelism = scaledParallelism(situation, workload.parallelism);
  return parallelism === workload.parallelism ? [] : [{ type: 'scaleWorkload', parallelism }];
}

function markProcessing(situation: Situation): Action[] {
  const status = knownProgress(situation)?.status ?? 'ACCEPTED';
  return status === 'ACCEPTED' ? [{ type: 'markProcessing', jobId: situation.jobId }] : [];
}
