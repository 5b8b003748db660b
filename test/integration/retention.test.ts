import { afterAll, beforeAll, describe } from '@jest/globals';
import type { TestDatabase } from './database/types.ts';
import { backends, openFixture, type StoreFixture } from './store/fixture.ts';
import { retentionSuite } from './store/retention.suite.ts';

/** Starting a container may mean pulling its image. */
const startTimeoutMs = 180_000;

describe.each(backends)('forgetting on $name', ({ provide }) => {
  let database: TestDatabase | undefined;
  let opened: StoreFixture | undefined;

  const fixture = (): StoreFixture => {
    if (!opened) throw new Error('The store was not opened.');
    return opened;
  };

  beforeAll(async () => {
    database = await provide();
    opened = await openFixture(database);
  }, startTimeoutMs);

  afterAll(async () => {
    await opened?.close();
    await database?.stop();
  });

  retentionSuite(fixture);
});
