import { describe, expect, test } from '@jest/globals';
import { shareSource } from './sharedSource.ts';
import { type Source, SourceError } from './types.ts';

function emptySource(onClose: () => void): Source {
  return { entries: [], close: async () => onClose() };
}

describe('a source that is shared', () => {
  test('is opened once and closed once', async () => {
    let opened = 0;
    let closed = 0;
    const shared = shareSource(async () => {
      opened += 1;
      return emptySource(() => {
        closed += 1;
      });
    });
    expect(await shared.open()).toBe(await shared.open());
    await shared.close();
    expect([opened, closed]).toEqual([1, 1]);
  });

  test('that is bad stays bad, without being looked at again', async () => {
    let opened = 0;
    const shared = shareSource(() => {
      opened += 1;
      return Promise.reject(new SourceError('SourceInvalid', 'It is bad.'));
    });
    await expect(shared.open()).rejects.toThrow('It is bad.');
    await expect(shared.open()).rejects.toThrow('It is bad.');
    expect(opened).toBe(1);
    await shared.close();
  });

  test('that could not be reached is opened again', async () => {
    let opened = 0;
    const shared = shareSource(async () => {
      opened += 1;
      if (opened === 1) throw new Error('away');
      return emptySource(() => undefined);
    });
    await expect(shared.open()).rejects.toThrow('away');
    expect((await shared.open()).entries).toEqual([]);
  });

  test('that was never opened can be closed', async () => {
    await expect(shareSource(() => Promise.reject(new Error('never'))).close()).resolves.toBeUndefined();
  });
});
