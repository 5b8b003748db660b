import { isTerminalPhase } from '@sqllint/core/job/states';
import { callbackPending } from '../../callbacks/callbackPending.ts';
import { usesPool } from '../lane.ts';
import { holdsFinalizer } from '../preparation.ts';
import type { Action, Guard, Situation } from '../types.ts';

/** setTimeout counts in 31 bits of milliseconds, and a long wait is cheap to interrupt. */
const longestWaitMs = 6 * 3_600_000;

/**
 * A finished job: its history is durable, so the resource need not wait for us any more; runners that did not leave by
 * themselves are ended; after its time to live the resource goes.
 */
export const terminal: Guard = (situation) => {
  const { job, now } = situation;
  if (!isTerminalPhase(job.status?.phase)) return undefined;
  const actions: Action[] = [];
  const lingering = lingerLeftMs(situation);
  if (lingering !== undefined && lingering <= 0) actions.push({ type: 'deleteWorkload' });
  if (holdsFinalizer(job)) actions.push({ type: 'removeFinalizer' });
  if (job.metadata.deletionTimestamp !== undefined) return { kind: 'settled', actions };

  const lifeLeft = finishedAt(situation) + lifeMs(job) - now;
  if (lifeLeft <= 0 && !callbackPending(job))
    return { kind: 'settled', actions: [...actions, { type: 'deleteResource' }] };
  // The end of a callback is a change of the status, and brings the job back here.
  const wakeUps = [
    lifeLeft > 0 ? lifeLeft : longestWaitMs,
    longestWaitMs,
    ...(lingering !== undefined && lingering > 0 ? [lingering] : []),
  ];
  return { kind: 'settled', actions, requeueAfterMs: Math.min(...wakeUps) };
};

/** Runners find out by themselves that nothing is left to do; those of an ended job have no reason to be waited for. */
function lingerLeftMs(situation: Situation): number | undefined {
  const { workload } = situation.observed;
  if (usesPool(situation.job, situation.settings)) return undefined;
  if (workload === undefined || workload.state === 'succeeded' || workload.state === 'failed') return undefined;
  const phase = situation.job.status?.phase;
  if (phase === 'Cancelled' || phase === 'Failed') return 0;
  return finishedAt(situation) + situation.settings.lingerMs - situation.now;
}

/** Whoever has to look into a failure may be given more time, or less, than for what went well. */
function lifeMs({ spec, status }: Situation['job']): number {
  const failed = status?.phase === 'Failed' || status?.phase === 'PartiallyCompleted';
  const seconds = failed ? spec.ttlSecondsAfterFailed : undefined;
  return (seconds ?? spec.ttlSecondsAfterFinished) * 1000;
}

function finishedAt({ job }: Situation): number {
  return Date.parse(job.status?.completionTime ?? job.metadata.creationTimestamp);
}
