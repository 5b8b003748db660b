import { isTerminalStatus } from '@sqllint/core/job/states';
import type { Guard } from '../types.ts';
import { knownProgress } from '../unfinished.ts';

/** The end was stored, and then the operator died before it could be shown. */
export const recorded: Guard = (situation) => {
  const progress = knownProgress(situation);
  if (progress === undefined || !isTerminalStatus(progress.status)) return undefined;
  return { kind: 'conclude', actions: [], ending: { kind: 'Recorded' } };
};
