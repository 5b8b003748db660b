import { expect, test } from '@jest/globals';
import { decideLease, type LeasePlan } from './decideLease.ts';
import type { LeaseSpec } from './lease.ts';
import { heldSpec, releasedSpec } from './leaseSpecs.ts';

const other: LeaseSpec = { holderIdentity: 'other', leaseDurationSeconds: 15 };

test.each<[string, LeaseSpec | undefined, { isGone?: boolean; forMs?: number }, LeasePlan]>([
  ['none', undefined, { isGone: true }, 'create'],
  ['none, where there was one of another a moment ago', other, { isGone: true, forMs: 14_999 }, 'wait'],
  ['none, where there was one of another long ago', other, { isGone: true, forMs: 15_000 }, 'create'],
  ['none, where there was ours', { holderIdentity: 'me' }, { isGone: true }, 'create'],
  ['ours', { holderIdentity: 'me', leaseDurationSeconds: 15 }, {}, 'renew'],
  ['ours, not renewed for an hour', { holderIdentity: 'me', leaseDurationSeconds: 15 }, { forMs: 3_600_000 }, 'renew'],
  ['of another', other, { forMs: 14_999 }, 'wait'],
  ['of another who did not renew it', other, { forMs: 15_000 }, 'take'],
  ['of another who wants more time', { ...other, leaseDurationSeconds: 60 }, { forMs: 59_999 }, 'wait'],
  ['of another without a time', { holderIdentity: 'other' }, { forMs: 14_999 }, 'wait'],
  [
    'of another without a time, for as long as we would hold it',
    { holderIdentity: 'other' },
    { forMs: 15_000 },
    'take',
  ],
  [
    'of another, whose own clock says that it ended years ago',
    { ...other, renewTime: '1999-01-01T00:00:00.000000Z' },
    {},
    'wait',
  ],
  ['released', { holderIdentity: '', leaseDurationSeconds: 1 }, {}, 'take'],
  ['of nobody', {}, {}, 'take'],
])('a lease that is %s', (_, spec, { isGone = false, forMs = 0 }, plan) => {
  const seen = spec && { spec, since: 1_000 };
  expect(decideLease({ seen, isGone, now: 1_000 + forMs, me: 'me', leaseDurationMs: 15_000 })).toBe(plan);
});

const at = { me: 'me', leaseDurationMs: 15_000, wallNow: Date.parse('2026-05-04T03:02:01.234Z') };
const time = '2026-05-04T03:02:01.234000Z';
const earlier = '2026-05-04T03:00:00.000000Z';

test.each<[string, LeaseSpec | undefined, LeaseSpec]>([
  ['created', undefined, { acquireTime: time, leaseTransitions: 0 }],
  [
    'taken over counts a transition',
    { holderIdentity: 'other', acquireTime: earlier, leaseTransitions: 3 },
    { acquireTime: time, leaseTransitions: 4 },
  ],
  [
    'renewed keeps when it was acquired',
    { holderIdentity: 'me', acquireTime: earlier, renewTime: earlier, leaseTransitions: 3 },
    { acquireTime: earlier, leaseTransitions: 3 },
  ],
])('a lease that is %s', (_, before, expected) => {
  expect(heldSpec(before, at)).toEqual({
    holderIdentity: 'me',
    leaseDurationSeconds: 15,
    renewTime: time,
    ...expected,
  });
});

test('a lease that is released belongs to nobody, and still counts its transitions', () => {
  expect(releasedSpec(heldSpec({ leaseTransitions: 3 }, at), at.wallNow)).toEqual({
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: time,
    renewTime: time,
    leaseTransitions: 4,
  });
});
