import { missingRow } from '../preparation.ts';
import type { Guard } from '../types.ts';
import { waitingStatus } from '../waiting.ts';
import { wakeUp } from '../wakeUp.ts';

const shortestWaitMs = 1000;
const longestWaitMs = 60_000;

/** The cluster refuses to create runners (a quota, a webhook): say so, try again ever more slowly, then give up. */
export const refused: Guard = (situation) => {
  const { job, jobId, observed, now, settings } = situation;
  const { refusal } = observed;
  if (refusal === undefined) return undefined;
  const before = job.status?.workload;
  const since = before?.refusedAt === undefined ? now : Date.parse(before.refusedAt);
  const waited = now - since;
  if (waited >= settings.podTroubleGraceMs) {
    const message = `The cluster refused the job's runners: ${refusal.reason}.`;
    return {
      kind: 'conclude',
      // Without the finalizer: it may be that which is refused.
      actions: [...missingRow(situation), { type: 'failUnfinished', jobId, code: 'RUNNER_FAILED', message }],
      ending: { kind: 'RunnerFailed', reason: refusal.reason, message, detail: refusal.message },
    };
  }
  const workload = {
    attempt: before?.attempt ?? 0,
    failures: before?.failures ?? 0,
    createdAt: before?.createdAt ?? new Date(now).toISOString(),
    refusedAt: new Date(since).toISOString(),
  };
  const patience = Math.min(longestWaitMs, Math.max(shortestWaitMs, waited), settings.podTroubleGraceMs - waited);
  return {
    kind: 'continue',
    actions: [],
    status: waitingStatus(situation, refusal, { workload }),
    requeueAfterMs: wakeUp(situation, patience),
  };
};
