import type { Workload } from '../../cluster/workloads.ts';
import { createAttempt } from '../createAttempt.ts';
import { preparation } from '../preparation.ts';
import type { Guard } from '../types.ts';

/**
 * The workload ended and tasks are left. Failures of all attempts together are compared with `backoffLimit`: beyond it
 * the job ends, below it the next attempt has what is left of the budget.
 */
export const workloadEnded: Guard = (situation) => {
  const { job, jobId, observed } = situation;
  const { workload } = observed;
  if (workload === undefined || (workload.state !== 'failed' && workload.state !== 'succeeded')) return undefined;
  const failures = (job.status?.workload?.failures ?? 0) + Math.max(1, workload.failed);
  const budgetSpent = failures > job.spec.backoffLimit || workload.reason === 'BackoffLimitExceeded';
  if (!budgetSpent) return createAttempt(situation, failures);
  const message = describe(workload, failures);
  return {
    kind: 'conclude',
    actions: [...preparation(situation), { type: 'failUnfinished', jobId, code: 'RUNNER_FAILED', message }],
    ending: { kind: 'RunnerFailed', reason: workload.reason ?? 'RunnerFailed', message, ...wordsOf(workload) },
  };
};

function wordsOf({ failure }: Workload): { readonly detail?: string; readonly lastWords?: string } {
  if (failure === undefined) return {};
  const { detail, lastWords } = failure;
  return { detail, ...(lastWords !== undefined && { lastWords }) };
}

function describe(workload: Workload, failures: number): string {
  const times = failures === 1 ? 'once' : `${failures} times`;
  const why = workload.failure === undefined ? '' : ` ${workload.failure.publicMessage}`;
  return `The job's runners failed ${times}, more than its backoffLimit allows.${why}`;
}
