import { preparation } from '../preparation.ts';
import type { Guard } from '../types.ts';

/**
 * An unknown dialect, rule, profile or encoding cannot become known by waiting. Runners and tasks exist when it was known
 * to the operator of another version.
 */
export const invalidProfile: Guard = (situation) => {
  const { jobId, profile, observed } = situation;
  if (profile.ok || observed.progress === 'unavailable') return undefined;
  return {
    kind: 'conclude',
    actions: [
      ...preparation(situation),
      { type: 'deleteWorkload' },
      { type: 'failUnfinished', jobId, code: 'RUNNER_FAILED', message: profile.message },
    ],
    ending: { kind: 'InvalidProfile', message: profile.message },
  };
};
