import { describe, expect, test } from '@jest/globals';
import { SchemaOutdatedError } from '../../../core/src/store/errors.ts';
import { openDatabase, openStore } from '../../../core/src/store/open.ts';
import type { TestDatabase } from '../database/types.ts';
import type { Fixture } from './fixture.ts';

export function schemaSuite(fixture: Fixture): void {
  describe('schema', () => {
    test('an empty database is refused with a sentence, and is current after migrating', async () => {
      await withEmptyDatabase(fixture, async ({ url }) => {
        const store = await openStore({ url });
        await expect(store.check()).rejects.toThrow(SchemaOutdatedError);
        await store.migrate();
        await expect(store.check()).resolves.toBeUndefined();
        await store.close();
      });
    });

    test('several processes may migrate at once', async () => {
      await withEmptyDatabase(fixture, async ({ url }) => {
        const stores = await Promise.all(Array.from({ length: 6 }, () => openStore({ url })));
        await Promise.all(stores.map((store) => store.migrate()));
        await Promise.all(stores.map((store) => store.check()));
        await Promise.all(stores.map((store) => store.close()));
      });
    });

    test('a process that was killed while it migrated does not block the next one', async () => {
      await withEmptyDatabase(fixture, async ({ url }) => {
        const store = await openStore({ url });
        await store.migrate();
        const db = await openDatabase({ url });
        await db('sqllint_migrations').whereIn('name', ['0002_runners', '0004_jobWarnings', '0005_pool']).delete();
        await db('sqllint_migrations_lock').update({ is_locked: 1 });

        await store.migrate();

        await store.check();
        await db.destroy();
        await store.close();
      });
    });

    test('the schema of a newer program is good enough', async () => {
      await withEmptyDatabase(fixture, async ({ url }) => {
        const store = await openStore({ url });
        await store.migrate();
        const db = await openDatabase({ url });
        await db('sqllint_migrations').insert({ name: '9999_future', batch: 9, migration_time: new Date() });
        await store.check();
        await store.migrate();
        await db.destroy();
        await store.close();
      });
    });
  });
}

async function withEmptyDatabase(fixture: Fixture, use: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await fixture().database.another();
  try {
    await use(database);
  } finally {
    await database.stop();
  }
}
