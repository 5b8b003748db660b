import { describe, expect, test } from '@jest/globals';
import { waitForLock } from './waitForLock.ts';

function busy(errcode: number): Error {
  return Object.assign(new Error('database is locked'), { errcode });
}

describe('waitForLock', () => {
  test.each([5, 261, 517])(
    'a step that finds the database locked (%i) is repeated until it is free',
    async (errcode) => {
      let tries = 0;
      const step = (): string => {
        tries += 1;
        if (tries < 3) throw busy(errcode);
        return 'free';
      };
      expect(await waitForLock(step, { random: () => 0 })).toBe('free');
      expect(tries).toBe(3);
    },
  );

  test('the wait has an end', async () => {
    const step = (): never => {
      throw busy(5);
    };
    await expect(waitForLock(step, { longestWaitMs: 30 })).rejects.toThrow('database is locked');
  });

  test('any other error is not waited for', async () => {
    let tries = 0;
    const step = (): never => {
      tries += 1;
      throw busy(19);
    };
    await expect(waitForLock(step)).rejects.toThrow();
    expect(tries).toBe(1);
  });
});
