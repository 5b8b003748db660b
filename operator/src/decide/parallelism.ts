import type { Situation } from './types.ts';
import { knownProgress } from './unfinished.ts';

/** Runners of a new workload: never more than there are files, as far as that is known. */
export function desiredParallelism(situation: Situation): number {
  const { job } = situation;
  return Math.min(job.spec.parallelism, filesAtMost(situation));
}

/**
 * What a running workload should be scaled to. It shrinks only when the spec asks for it: the pods that Kubernetes would
 * choose to end may be the ones that work.
 */
export function scaledParallelism(situation: Situation, current: number): number {
  if (current > situation.job.spec.parallelism) return situation.job.spec.parallelism;
  return Math.max(current, desiredParallelism(situation));
}

function filesAtMost(situation: Situation): number {
  const { file, inline } = situation.job.spec.source;
  if (file !== undefined || inline !== undefined) return 1;
  const progress = knownProgress(situation);
  return progress?.expanded ? Math.max(1, progress.tasks.total) : Number.POSITIVE_INFINITY;
}
