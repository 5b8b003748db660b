import type { LeaseSpec } from './lease.ts';

export type LeasePlan =
  /** There is none. */
  | 'create'
  /** Ours. */
  | 'renew'
  /** Nobody's, or of someone who did not renew it in time. */
  | 'take'
  /** Someone else's. */
  | 'wait';

/**
 * What to do about a lease. Times are of one clock of this process that is never set: what a lease says of its times is
 * by the clock of another machine, hence it counts since when it looks as it does.
 * @param seen the lease as it was last seen, though it may be gone since; undefined when there never was one
 * @param seen.since milliseconds; when it was first seen as it is
 * @param isGone there is none now
 */
export function decideLease(state: {
  readonly seen: { readonly spec: LeaseSpec; readonly since: number } | undefined;
  readonly isGone: boolean;
  readonly now: number;
  readonly me: string;
  /** For a lease that does not say its own. */
  readonly leaseDurationMs: number;
}): LeasePlan {
  const { seen, isGone, now, me, leaseDurationMs } = state;
  if (seen === undefined) return 'create';
  const { holderIdentity, leaseDurationSeconds } = seen.spec;
  if (holderIdentity === me) return isGone ? 'create' : 'renew';
  const isHeld = (holderIdentity ?? '') !== '';
  const lasts = leaseDurationSeconds == null ? leaseDurationMs : leaseDurationSeconds * 1000;
  // Someone who deletes a lease does not end its holder.
  if (isHeld && now - seen.since < lasts) return 'wait';
  return isGone ? 'create' : 'take';
}
