import { expect, test } from '@jest/globals';
import { ago } from '../../test/situations.ts';
import { happeningsBetween, isWorthAnEvent } from './happenings.ts';

const waiting = (reason: string) => ({
  type: 'Queued',
  status: 'True' as const,
  reason,
  message: `because of ${reason}`,
  lastTransitionTime: ago(0),
});

test('a new phase is told with the reason of its condition', () => {
  const failed = { ...waiting('SourceMissing'), type: 'Failed' };
  expect(happeningsBetween({ phase: 'Processing' }, { phase: 'Failed', conditions: [failed] })).toEqual([
    { type: 'Warning', reason: 'SourceMissing', message: 'because of SourceMissing' },
  ]);
});

test('the last words of a runner are told with the end that they explain', () => {
  const failed = { ...waiting('BackoffLimitExceeded'), type: 'Failed' };
  const [happening] = happeningsBetween({ phase: 'Processing' }, { phase: 'Failed', conditions: [failed] }, 'no share');
  expect(happening?.message).toBe('because of BackoffLimitExceeded Its last words: no share');
});

test('a new reason for waiting is told once, as a warning when someone may have to act', () => {
  const before = { phase: 'Accepted', conditions: [waiting('WaitingForRunner')] } as const;
  const after = { phase: 'Accepted', conditions: [waiting('ImagePullBackOff')] } as const;
  expect(
    happeningsBetween(
      { ...before, conditions: [...before.conditions] },
      { ...after, conditions: [...after.conditions] },
    ),
  ).toEqual([{ type: 'Warning', reason: 'ImagePullBackOff', message: 'because of ImagePullBackOff' }]);
  expect(
    happeningsBetween(
      { phase: 'Accepted', conditions: [waiting('Suspended')] },
      { phase: 'Accepted', conditions: [waiting('Suspended')] },
    ),
  ).toEqual([]);
});

test('suspending is no warning', () => {
  const [happening] = happeningsBetween(
    { phase: 'Processing' },
    { phase: 'Processing', conditions: [waiting('Suspended')] },
  );
  expect(happening?.type).toBe('Normal');
});

test.each([
  ['Normal', 'Completed', 'Completed', true],
  ['Warning', 'ImagePullBackOff', 'Accepted', true],
  ['Normal', 'Suspended', 'Processing', true],
  ['Normal', 'WaitingForSlot', 'Accepted', false],
  ['Normal', 'RunnersActive', 'Processing', false],
] as const)('%s %s of a job that is %s: worth an Event is %s', (type, reason, phase, worth) => {
  expect(isWorthAnEvent({ type, reason, message: '' }, { phase })).toBe(worth);
});
