import { expect, test } from '@jest/globals';
import { readOptions } from './options.ts';

test('an hour of the traffic that two cores can carry, unless something else is asked for', () => {
  expect(readOptions({ MINUTES: '', HOME: '/root' })).toEqual({
    minutes: 60,
    seed: 1,
    load: 1,
    leaderMinutes: 10,
    drainMinutes: 10,
  });
  expect(readOptions({ MINUTES: '5', LOAD_PERCENT: '50', SEED: '7' })).toMatchObject({
    minutes: 5,
    load: 0.5,
    seed: 7,
  });
});

test('every option that is wrong is named with its value', () => {
  const read = () => readOptions({ MINUTES: 'long', SEED: '-1' });
  expect(read).toThrow('MINUTES is long');
  expect(read).toThrow('SEED is -1');
});
