import { describe, expect, test } from '@jest/globals';
import { aJob } from '../../test/jobs.ts';
import { type AttemptOutcome, callbackChange, statusWithCallback } from './callbackOutcome.ts';
import { callbackState } from './callbackState.ts';

const now = Date.parse('2026-03-01T09:00:00.000Z');
const settings = { maxAttempts: 8, retry: { firstMs: 30_000, mostMs: 3_600_000 } };
const answered = (httpStatus: number): AttemptOutcome => ({ kind: 'answered', httpStatus, host: 'hooks.example.com' });
const change = (outcome: AttemptOutcome, attempts = 1, random = 1) =>
  callbackChange(outcome, attempts, { settings, now, random: () => random });

describe('an attempt', () => {
  test.each<[string, AttemptOutcome, number, string, string, RegExp, boolean]>([
    ['200', answered(200), 1, 'True', 'Delivered', /^hooks\.example\.com answered with 200\.$/, false],
    ['204 at the last attempt', answered(204), 8, 'True', 'Delivered', /204/, false],
    ['410', answered(410), 1, 'False', 'GaveUp', /410\. It wants no callbacks any more\./, false],
    ['302', answered(302), 1, 'False', 'Retrying', /302\. It will be tried again\./, true],
    ['500', answered(500), 7, 'False', 'Retrying', /500/, true],
    ['500 at the last attempt', answered(500), 8, 'False', 'GaveUp', /the last of 8 attempts/, false],
    ['a refused target', { kind: 'refused', message: 'No.' }, 1, 'False', 'TargetRefused', /^No\.$/, false],
    [
      'no secret',
      { kind: 'failed', reason: 'SecretMissing', message: 'None.' },
      1,
      'False',
      'Retrying',
      /^None\. It will/,
      true,
    ],
    [
      'no secret at the last attempt',
      { kind: 'failed', reason: 'SecretMissing', message: 'None.' },
      8,
      'False',
      'SecretMissing',
      /^None\. That was the last/,
      false,
    ],
  ])('with %s', (_, outcome, attempts, status, reason, message, again) => {
    const { callback, condition } = change(outcome, attempts);
    expect(condition).toMatchObject({ type: 'CallbackDelivered', status, reason });
    expect(condition.message).toMatch(message);
    expect(callback).toMatchObject({ attempts, lastAttemptAt: '2026-03-01T09:00:00.000Z' });
    expect(callback.nextAttemptAt !== undefined).toBe(again);
  });

  test('eight of them take between half an hour and a little more than an hour', () => {
    const pauses = (random: number) =>
      [1, 2, 3, 4, 5, 6, 7]
        .map((attempts) => Date.parse(change(answered(500), attempts, random).callback.nextAttemptAt ?? '') - now)
        .reduce((sum, pause) => sum + pause, 0) / 60_000;
    expect(pauses(0)).toBeCloseTo(31.75);
    expect(pauses(1)).toBeCloseTo(63.5);
  });
});

describe('the state of a callback', () => {
  const callback = { url: 'https://hooks.example.com' };
  const finished = aJob({ spec: { callback }, status: { phase: 'Completed', completionTime: '2026-03-01T08:59:00Z' } });
  const after = (outcome: AttemptOutcome, attempts = 1) => ({
    ...finished,
    status: statusWithCallback(finished, change(outcome, attempts), now),
  });

  test.each([
    ['a job without one', aJob({ status: { phase: 'Completed' } }), { kind: 'nothing' }],
    ['a job that works', aJob({ spec: { callback }, status: { phase: 'Processing' } }), { kind: 'nothing' }],
    ['a job that has just ended', finished, { kind: 'due', attempts: 0, url: callback.url }],
    ['one that was answered with 500', after(answered(500)), { kind: 'waiting', until: now + 30_000 }],
    ['one that was delivered', after(answered(200)), { kind: 'over' }],
    ['one that was given up', after(answered(500), 8), { kind: 'over' }],
    ['one that was refused', after({ kind: 'refused', message: 'No.' }), { kind: 'over' }],
  ])('of %s', (_, job, state) => {
    expect(callbackState(job, now)).toEqual(state);
  });

  test('becomes due again when its time has come, with the attempts so far', () => {
    expect(callbackState(after(answered(500), 3), now + 120_000)).toMatchObject({ kind: 'due', attempts: 3 });
  });

  test('leaves everything else in the status as it is', () => {
    const { callback: _, conditions, ...rest } = after(answered(500)).status;
    expect(rest).toEqual(finished.status);
    expect(conditions).toHaveLength(1);
  });
});
