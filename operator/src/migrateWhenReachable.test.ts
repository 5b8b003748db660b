import { expect, test } from '@jest/globals';
import { createLogger } from '@sqllint/core/logging/logger';
import { StoreError, StoreUnavailableError } from '@sqllint/core/store/errors';
import { migrateWhenReachable } from './migrateWhenReachable.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

function failingWith(...errors: Error[]) {
  let calls = 0;
  const migrate = async (): Promise<void> => {
    const error = errors[calls];
    calls += 1;
    if (error) throw error;
  };
  return { store: { migrate }, calls: () => calls };
}

test('a database that is not up yet is waited for', async () => {
  const { store, calls } = failingWith(new StoreUnavailableError('not yet'));
  await migrateWhenReachable(store, logger, 5_000);
  expect(calls()).toBe(2);
});

test('a database that does not come up is given up', async () => {
  const { store } = failingWith(new StoreUnavailableError('not yet'));
  await expect(migrateWhenReachable(store, logger, 10)).rejects.toThrow('not yet');
});

test('what waiting cannot mend fails at once', async () => {
  const { store, calls } = failingWith(new StoreError('no permission'));
  await expect(migrateWhenReachable(store, logger, 5_000)).rejects.toThrow('no permission');
  expect(calls()).toBe(1);
});
