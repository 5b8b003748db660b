import { preparation } from '../preparation.ts';
import type { Guard } from '../types.ts';

/** An unknown dialect, rule, profile or encoding cannot become known by waiting. */
export const invalidProfile: Guard = (situation) => {
  const { profile, observed } = situation;
  if (profile.ok || observed.progress === 'unavailable') return undefined;
  return {
    kind: 'conclude',
    actions: preparation(situation),
    ending: { kind: 'InvalidProfile', message: profile.message },
  };
};
