import type { TaskCounts } from '@sqllint/core/store/types';
import type { Situation } from './types.ts';

export function unfinishedTasks(tasks: TaskCounts): number {
  return tasks.pending + tasks.inProgress;
}

/** The job's row, when there is one and the database answered. */
export function knownProgress({ observed }: Situation) {
  return observed.progress === 'unavailable' ? undefined : observed.progress;
}
