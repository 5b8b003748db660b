import type { LeaseSpec } from './lease.ts';

/**
 * The lease as we hold it from now on.
 * @param before as it was; undefined for a new one
 * @param wallNow milliseconds since the epoch, only for whoever reads it
 */
export function heldSpec(
  before: LeaseSpec | undefined,
  { me, leaseDurationMs, wallNow }: { readonly me: string; readonly leaseDurationMs: number; readonly wallNow: number },
): LeaseSpec {
  const time = microTime(wallNow);
  const ours = before?.holderIdentity === me;
  const transitions = before?.leaseTransitions ?? 0;
  return {
    ...before,
    holderIdentity: me,
    leaseDurationSeconds: Math.ceil(leaseDurationMs / 1000),
    acquireTime: (ours && before.acquireTime) || time,
    renewTime: time,
    leaseTransitions: ours || before === undefined ? transitions : transitions + 1,
  };
}

/** The lease as its holder leaves it, so that the next one need not wait. */
export function releasedSpec(before: LeaseSpec, wallNow: number): LeaseSpec {
  const time = microTime(wallNow);
  return { ...before, holderIdentity: '', leaseDurationSeconds: 1, acquireTime: time, renewTime: time };
}

function microTime(wallNow: number): string {
  return new Date(wallNow).toISOString().replace('Z', '000Z');
}
