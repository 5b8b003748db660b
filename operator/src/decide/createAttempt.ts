import { desiredParallelism } from './parallelism.ts';
import { preparation } from './preparation.ts';
import { queued } from './queued.ts';
import type { Decision, Situation } from './types.ts';
import { quietly, waitingStatus } from './waiting.ts';
import { wakeUp } from './wakeUp.ts';

const firstPauseMs = 1000;
const longestPauseMs = 60_000;

/**
 * The next workload of the job, or a pause when the last ones came in quick succession: whatever takes workloads away
 * must not make the operator create them in a tight loop.
 * @param failures of runners so far
 */
export function createAttempt(situation: Situation, failures: number): Decision {
  const { job, now, observed } = situation;
  const attempt = 1 + Math.max(job.status?.workload?.attempt ?? 0, observed.workload?.attempt ?? 0);
  const pause = pauseLeftMs(situation, attempt);
  if (pause > 0) {
    const why = { reason: 'RunnerBackOff', message: 'The runners were lost; new ones start after a pause.' };
    return {
      kind: 'continue',
      actions: preparation(situation),
      status: waitingStatus(situation, why),
      requeueAfterMs: wakeUp(situation, pause),
    };
  }
  if (observed.queue !== undefined) return queued(situation, observed.queue);
  const workload = { attempt, failures, createdAt: new Date(now).toISOString() };
  const waiting = waitingStatus(situation, waitingForRunner, { workload });
  // What is lost of a first attempt when we die now can be read off its workload; that of a later one could not.
  const { status, waitMs } = quietly(situation, waiting, attempt === 1 ? now : 0);
  return {
    kind: 'continue',
    actions: [
      ...preparation(situation),
      {
        type: 'createWorkload',
        attempt,
        parallelism: desiredParallelism(situation),
        backoffLimit: job.spec.backoffLimit - failures,
        activeDeadlineSeconds: job.spec.activeDeadlineSeconds,
      },
    ],
    status,
    requeueAfterMs: wakeUp(situation, ...(waitMs === undefined ? [] : [waitMs])),
  };
}

export const waitingForRunner = { reason: 'WaitingForRunner', message: 'The job waits for a runner.' };

/** The first two attempts come at once; then the pauses double. */
function pauseLeftMs({ job, now }: Situation, attempt: number): number {
  const last = job.status?.workload;
  if (last === undefined || attempt <= 2) return 0;
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 3));
  return Date.parse(last.createdAt) + pause - now;
}
