import { afterAll, beforeAll, describe } from '@jest/globals';
import type { TestDatabase } from './database/types.ts';
import { concurrencySuite } from './store/concurrency.suite.ts';
import { expansionSuite } from './store/expansion.suite.ts';
import { backends, openFixture, type StoreFixture } from './store/fixture.ts';
import { jobsSuite } from './store/jobs.suite.ts';
import { leasesPropertySuite } from './store/leases.property.suite.ts';
import { outageSuite } from './store/outage.suite.ts';
import { poolSuite } from './store/pool.suite.ts';
import { resultsSuite } from './store/results.suite.ts';
import { runnersSuite } from './store/runners.suite.ts';
import { schemaSuite } from './store/schema.suite.ts';
import { tasksSuite } from './store/tasks.suite.ts';

/** Starting a container may mean pulling its image. */
const startTimeoutMs = 180_000;

describe.each(backends)('the store on $name', ({ provide, hasNetwork }) => {
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

  schemaSuite(fixture);
  jobsSuite(fixture);
  expansionSuite(fixture);
  tasksSuite(fixture);
  resultsSuite(fixture);
  runnersSuite(fixture);
  poolSuite(fixture);
  concurrencySuite(fixture);
  leasesPropertySuite(fixture);
  if (hasNetwork) outageSuite(fixture);
});
