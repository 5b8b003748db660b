import type { PodTrouble } from '../../cluster/workloads.ts';
import { endRunners } from '../lane.ts';
import { preparation } from '../preparation.ts';
import type { DecisionSettings, Guard } from '../types.ts';
import { waitingStatus } from '../waiting.ts';
import { wakeUp } from '../wakeUp.ts';
import { startOfWorkload } from '../workloadStart.ts';

/**
 * Runners that cannot start: a condition with the pod's own words, and after a grace period the end of the job. As long
 * as one runner runs, the job goes on and nothing is said.
 */
export const podTrouble: Guard = (situation) => {
  const { jobId, observed, now, settings } = situation;
  const { workload } = observed;
  if (workload === undefined || workload.active > 0 || workload.state !== 'pending') return undefined;
  const [trouble] = [...workload.troubles].sort((a, b) => graceEnd(a, settings) - graceEnd(b, settings));
  if (trouble === undefined) return undefined;

  const graceLeft = graceEnd(trouble, settings) - now;
  if (graceLeft > 0) {
    return {
      kind: 'continue',
      actions: preparation(situation),
      status: waitingStatus(situation, trouble, startOfWorkload(situation)),
      requeueAfterMs: wakeUp(situation, graceLeft),
    };
  }
  const message = `The job's runner could not start: ${trouble.reason}.`;
  return {
    kind: 'conclude',
    actions: [
      ...preparation(situation),
      endRunners(situation),
      { type: 'failUnfinished', jobId, code: 'RUNNER_FAILED', message },
    ],
    ending: { kind: 'RunnerFailed', reason: trouble.reason, message, detail: trouble.message },
  };
};

function graceEnd(trouble: PodTrouble, settings: DecisionSettings): number {
  const graces: Readonly<Record<PodTrouble['kind'], number>> = {
    broken: settings.podTroubleGraceMs,
    slow: settings.slowStartGraceMs,
    noRoom: settings.unschedulableGraceMs,
  };
  return trouble.since + graces[trouble.kind];
}
