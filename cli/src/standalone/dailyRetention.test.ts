import { expect, test } from '@jest/globals';
import { createLogger } from '@sqllint/core/logging/logger';
import type { RetentionCounts } from '@sqllint/core/retention/forgetOld';
import { eventually } from '../../../operator/test/eventually.ts';
import { fakeClock } from '../../../operator/test/fakeClock.ts';
import { createDailyRetention } from './dailyRetention.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const counts = { jobs: 1 } as RetentionCounts;
const [minute, hour] = [60_000, 3_600_000];

test('what is old is forgotten soon after the start, and every day', async () => {
  const clock = fakeClock(0);
  const at: number[] = [];
  const retention = createDailyRetention({
    clock,
    logger,
    forget: async () => {
      at.push(clock.now());
      return counts;
    },
  });
  retention.start();
  clock.advance(10 * minute);
  await eventually('the next pass is due', () => clock.pending()[0] === 24 * hour);
  clock.advance(24 * hour);
  await eventually('the next pass is due', () => clock.pending()[0] === 24 * hour);
  await retention.stop();
  clock.advance(48 * hour);
  expect(at).toEqual([10 * minute, 24 * hour + 10 * minute]);
});

test('a pass that failed is tried again an hour later', async () => {
  const clock = fakeClock(0);
  const retention = createDailyRetention({ clock, logger, forget: () => Promise.reject(new Error('no database')) });
  retention.start();
  clock.advance(10 * minute);
  await eventually('the next pass is due', () => clock.pending()[0] === hour);
  await retention.stop();
});

test('a server that ends does so without waiting for the whole pass', async () => {
  const clock = fakeClock(0);
  const retention = createDailyRetention({
    clock,
    logger,
    forget: (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  });
  retention.start();
  clock.advance(10 * minute);
  await retention.stop();
  expect(clock.pending()).toEqual([]);
});
