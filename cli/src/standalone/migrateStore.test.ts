import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StoreError, StoreUnavailableError } from '@sqllint/core/store/errors';
import { openStore } from '@sqllint/core/store/open';
import type { Store } from '@sqllint/core/store/types';
import { CommandError } from '../command/commandError.ts';
import { type MigrateOptions, migrateStore } from './migrateStore.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-migrate-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Attempts {
  /** Opened and not closed again. */
  open: number;
  made: number;
  warnings: number;
}

/** A database that fails so often before it answers. */
function database(failures: number, error: Error, change: Partial<MigrateOptions> = {}) {
  const attempts: Attempts = { open: 0, made: 0, warnings: 0 };
  const options: MigrateOptions = {
    open: async () =>
      failing(await openStore({ url: `sqlite://${join(folder, 'sqllint.db')}` }), attempts, failures, error),
    patienceMs: 30_000,
    signal: new AbortController().signal,
    logger: {
      warn: () => {
        attempts.warnings += 1;
      },
    },
    ...change,
  };
  return { attempts, options };
}

function failing(store: Store, attempts: Attempts, failures: number, error: Error): Store {
  attempts.open += 1;
  return {
    ...store,
    migrate: async () => {
      attempts.made += 1;
      if (attempts.made <= failures) throw error;
    },
    close: async () => {
      attempts.open -= 1;
      await store.close();
    },
  };
}

const away = new StoreUnavailableError('connect ECONNREFUSED');

describe('a database that does not answer', () => {
  test('is waited for, and the log says so', async () => {
    const { attempts, options } = database(2, away);
    const store = await migrateStore(options);
    expect(attempts).toEqual({ open: 1, made: 3, warnings: 2 });
    await store.close();
  });

  test('is given up in the end', async () => {
    const { attempts, options } = database(100, away, { patienceMs: 500 });
    await expect(migrateStore(options)).rejects.toThrow(CommandError);
    expect(attempts).toEqual({ open: 0, made: 2, warnings: 1 });
  });

  test('is given up as soon as the server shall end', async () => {
    const ending = new AbortController();
    const { attempts, options } = database(100, away, { signal: ending.signal });
    const started = performance.now();
    setTimeout(() => ending.abort(), 100);
    await expect(migrateStore(options)).rejects.toThrow('The database cannot be used: connect ECONNREFUSED');
    expect(performance.now() - started).toBeLessThan(900);
    expect(attempts.open).toBe(0);
  });
});

test('a database that refuses is not asked again', async () => {
  const { attempts, options } = database(1, new StoreError('access denied'));
  await expect(migrateStore(options)).rejects.toThrow('The database cannot be used: access denied');
  expect(attempts).toEqual({ open: 0, made: 1, warnings: 0 });
});
