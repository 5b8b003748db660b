import type { Guard } from '../types.ts';
import { knownProgress } from '../unfinished.ts';

/** A runner found that the source cannot be opened; other runners would find the same. */
export const sourceFailed: Guard = (situation) => {
  const progress = knownProgress(situation);
  if (progress === undefined || progress.sourceErrorReason === null) return undefined;
  const message = progress.sourceErrorMessage ?? 'The source cannot be opened.';
  return {
    kind: 'conclude',
    // The runner ends the tasks that exist already, unless it died in between.
    actions: [{ type: 'failUnfinished', jobId: situation.jobId, code: 'SOURCE_MISSING', message }],
    ending: { kind: 'SourceFailed', reason: progress.sourceErrorReason, message },
  };
};
