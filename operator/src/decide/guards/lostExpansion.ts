import { maxExpansionAttempts } from '@sqllint/core/store/operations/pool/expansionBound';
import { usesPool } from '../lane.ts';
import type { Guard } from '../types.ts';
import { knownProgress } from '../unfinished.ts';

/**
 * A source that takes its runner down each time it is opened. A job with runners of its own has its backoffLimit for that;
 * those of the pool belong to others too.
 */
export const lostExpansion: Guard = (situation) => {
  const { job, jobId, settings } = situation;
  const progress = knownProgress(situation);
  if (progress === undefined || !usesPool(job, settings) || progress.expanded || progress.expanding) return undefined;
  if (progress.expansionAttempts < maxExpansionAttempts) return undefined;
  const message = `The runners that opened the job's source were lost ${progress.expansionAttempts} times.`;
  return {
    kind: 'conclude',
    actions: [{ type: 'failUnfinished', jobId, code: 'RUNNER_FAILED', message }],
    ending: { kind: 'RunnerFailed', reason: 'RunnerLost', message },
  };
};
