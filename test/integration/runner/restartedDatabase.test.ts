import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openStore } from '@sqllint/core/store/open';
import type { Store } from '@sqllint/core/store/types';
import { oneViolation, scriptedEngines } from '../../../lint-runner/src/runner/testing/scriptedEngines.ts';
import { openTestBench, type TestBench } from '../../../lint-runner/src/runner/testing/testBench.ts';
import { type BreakableServer, placeBefore } from '../database/breakableServer.ts';
import { provideDatabase } from '../database/provideDatabase.ts';
import type { TestDatabase } from '../database/types.ts';

const fileCount = 120;
let database: TestDatabase;
let server: BreakableServer;
let bench: TestBench;
let stores: readonly Store[] = [];

beforeAll(async () => {
  database = await provideDatabase();
  server = await placeBefore(database.url);
  bench = await openTestBench(database.url);
  stores = await Promise.all([1, 2, 3].map(() => openStore({ url: server.url })));
}, 300_000);

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await bench?.close();
  await server?.stop();
  await database?.stop();
}, 60_000);

describe('three runners on one job', () => {
  test('finish every file once, although the database is restarted in the middle', async () => {
    await bench.zip(
      'archives/a.zip',
      Array.from({ length: fileCount }, (_, index) => ({ name: `${index}.sql`, content: `SELECT ${index}\n` })),
    );
    const job = await bench.submit({ source: { archive: { path: 'archives/a.zip' } } });
    const crews = stores.map((store) => ({ store, engines: scriptedEngines(slowly) }));
    const running = Promise.all(crews.map((crew) => bench.run(job, { ...crew, settings: { leaseMs: 3000 } })));
    while (((await bench.store.jobs.progress(job.jobId))?.tasks.succeeded ?? 0) < fileCount / 4) await pause(20);
    await server.stop();
    await pause(1500);
    await server.start();
    expect((await running).map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    const tasks = await bench.tasks(job);
    expect(tasks.map(({ status }) => status)).toEqual(Array.from({ length: fileCount }, () => 'SUCCESS'));
    expect(await bench.store.jobs.severityCounts(job.jobId)).toMatchObject({ minor: fileCount });
    const keys = new Set(tasks.map(({ resultKey }) => resultKey));
    expect(keys.size).toBe(fileCount);
  }, 120_000);
});

async function slowly(): Promise<typeof oneViolation> {
  await pause(30);
  return oneViolation;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
