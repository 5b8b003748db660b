import { endRunners } from '../lane.ts';
import { preparation } from '../preparation.ts';
import type { Guard } from '../types.ts';

/**
 * An unknown dialect, rule or encoding cannot become known by waiting, and a job whose profile is mended later would be
 * judged by something else than what its submitter saw. Once the row holds the profile, this does not arise any more.
 */
export const invalidProfile: Guard = (situation) => {
  const { jobId, observed } = situation;
  const { profile } = observed;
  if (profile === undefined || profile.ok || observed.progress === 'unavailable') return undefined;
  return {
    kind: 'conclude',
    actions: [
      ...preparation(situation),
      endRunners(situation),
      { type: 'failUnfinished', jobId, code: 'RUNNER_FAILED', message: profile.message },
    ],
    ending: { kind: 'InvalidProfile', reason: profile.reason, message: profile.message },
  };
};
