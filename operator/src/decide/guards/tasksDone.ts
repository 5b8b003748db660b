import type { Guard } from '../types.ts';
import { knownProgress, unfinishedTasks } from '../unfinished.ts';

/** Every file has its result: the job is finished, whether or not its runners have left yet. */
export const tasksDone: Guard = (situation) => {
  const progress = knownProgress(situation);
  if (progress === undefined || !progress.expanded || unfinishedTasks(progress.tasks) > 0) return undefined;
  return { kind: 'conclude', actions: [], ending: { kind: 'TasksDone' } };
};
