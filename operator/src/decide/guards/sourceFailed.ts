import type { Guard } from '../types.ts';
import { knownProgress } from '../unfinished.ts';

/** A runner found that the source cannot be opened; other runners would find the same. */
export const sourceFailed: Guard = (situation) => {
  const progress = knownProgress(situation);
  if (progress === undefined || progress.sourceErrorReason === null) return undefined;
  return {
    kind: 'conclude',
    actions: [],
    ending: {
      kind: 'SourceFailed',
      reason: progress.sourceErrorReason,
      message: progress.sourceErrorMessage ?? 'The source cannot be opened.',
    },
  };
};
