import { describe, expect, test } from '@jest/globals';
import { ClusterUnavailableError } from '@sqllint/core/cluster/errors';
import { createLogger } from '@sqllint/core/logging/logger';
import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { StoreBusyError, StoreError, StoreUnavailableError } from '@sqllint/core/store/errors';
import fc from 'fast-check';
import { patience, pauseMs } from './patience.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

function failing(times: number, error: Error): { (): Promise<string>; calls: number } {
  const operation = async (): Promise<string> => {
    operation.calls += 1;
    if (operation.calls <= times) throw error;
    return 'done';
  };
  operation.calls = 0;
  return operation;
}

describe('a patient runner', () => {
  const signal = new AbortController().signal;
  const patiently = patience({ logger, signal, patienceMs: 10_000, random: () => 0 });

  test.each([
    new StoreUnavailableError('away'),
    new StoreBusyError('busy'),
    new ShareUnavailableError('away'),
    new ClusterUnavailableError('away'),
  ])('tries again after %s', async (error) => {
    const operation = failing(2, error);
    expect(await patiently('test', operation)).toBe('done');
    expect(operation.calls).toBe(3);
  });

  test('passes on at once what trying again cannot help', async () => {
    const operation = failing(1, new StoreError('refused'));
    await expect(patiently('test', operation)).rejects.toThrow('refused');
    expect(operation.calls).toBe(1);
  });

  test('loses its patience', async () => {
    const impatient = patience({ logger, signal, patienceMs: 100, random: () => 0 });
    await expect(impatient('test', failing(1000, new StoreUnavailableError('away')))).rejects.toThrow('away');
  });

  test('stops waiting when it must leave', async () => {
    const leave = new AbortController();
    const leaving = patience({ logger, signal: leave.signal, patienceMs: 60_000 });
    const waiting = leaving('test', failing(1000, new StoreUnavailableError('away')));
    leave.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('pauses longer and longer, at random, and never longer than five seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
        const pause = pauseMs(tries, () => random);
        expect(pause).toBeGreaterThanOrEqual(50);
        expect(pause).toBeLessThanOrEqual(5000);
      }),
    );
    expect(pauseMs(4, () => 0.5)).toBeGreaterThan(pauseMs(2, () => 0.5));
  });
});
