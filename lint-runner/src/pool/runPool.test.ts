import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '@sqllint/core/logging/logger';
import { StoreUnavailableError } from '@sqllint/core/store/errors';
import { EngineStartError } from '../engine/index.ts';
import { checkEngineVersion } from '../engineVersion.ts';
import { defaultRunnerSettings } from '../runner/settings.ts';
import { eventually } from '../runner/testing/eventually.ts';
import { oneViolation, scriptedEngines } from '../runner/testing/scriptedEngines.ts';
import { openTestBench, type SubmittedJob, type TestBench } from '../runner/testing/testBench.ts';
import { type RunPoolOptions, runPool } from './runPool.ts';
import { defaultPoolSettings } from './settings.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
let bench: TestBench;
let leave: AbortController;

beforeEach(async () => {
  bench = await openTestBench();
  leave = new AbortController();
});

afterEach(async () => {
  leave.abort();
  await bench.close();
});

function start(changes: Partial<RunPoolOptions> = {}) {
  return runPool({
    namespace: 'default',
    runnerId: `pool-${randomUUID()}`,
    resources: bench.resources,
    store: bench.store,
    share: bench.share,
    engines: scriptedEngines(),
    logger,
    signal: leave.signal,
    settings: { ...defaultRunnerSettings, leaseMs: 3000, heartbeatEveryMs: 50, patienceMs: 300 },
    pool: { ...defaultPoolSettings, jobsAtOnce: 4, idleMs: 500, maxTasks: 1000 },
    warmUp: checkEngineVersion,
    ...changes,
  });
}

const inline = (sql: string) => ({ source: { inline: { sql, fileName: 'a.sql' } }, execution: 'Pool' }) as const;

async function statuses(job: SubmittedJob): Promise<readonly string[]> {
  return (await bench.tasks(job)).map((task) => task.errorCode ?? task.status);
}

describe('a runner of the pool', () => {
  test('works on every open job of its namespace, tells how far each is, and leaves without a trace', async () => {
    await bench.zip('archives/a.zip', [
      { name: 'a.sql', content: 'SELECT 1\n' },
      { name: 'b.sql', content: 'SELECT 2\n' },
    ]);
    const jobs = await Promise.all([
      bench.submit(inline('SELECT 3\n')),
      bench.submit({ source: { archive: { path: 'archives/a.zip' } }, execution: 'Pool' }),
      bench.submit(inline('SELECT 4\n')),
    ]);
    const own = await bench.submit({ source: { archive: { path: 'archives/a.zip' } } });
    expect(await start()).toEqual({ exitCode: 0, message: 'There was no work for a while.' });
    for (const job of jobs) {
      const progress = await bench.store.jobs.progress(job.jobId);
      expect(progress?.tasks).toMatchObject({ pending: 0, inProgress: 0, failed: 0 });
      expect((await bench.resources.get(job.ref))?.status?.progress).toMatchObject({ total: progress?.tasks.total });
    }
    expect(await statuses(own)).toEqual([]);
    expect(await bench.store.runners.online(60_000)).toEqual([]);
  });

  test('is seen while it has no work, with its engines and what it did', async () => {
    const left = start({ pool: { ...defaultPoolSettings, jobsAtOnce: 1, idleMs: 0, maxTasks: 100 } });
    await eventually('a heartbeat', async () => (await bench.store.runners.online(60_000)).length === 1);
    await bench.submit(inline('SELECT 1\n'));
    const [row] = await eventually('a file counted', async () => {
      const rows = await bench.store.runners.online(60_000);
      return rows[0]?.totalTasks === 1 && rows[0].currentTasks.length === 0 && rows;
    });
    expect(row).toMatchObject({ jobId: null, engines: 2, pid: process.pid });
    leave.abort();
    expect(await left).toMatchObject({ exitCode: 0 });
  });

  test('gives its files back when it must leave, without an attempt counted, and the lease on an expansion too', async () => {
    const job = await bench.submit(inline('SELECT 1\n'));
    const engines = scriptedEngines(() => new Promise(() => undefined));
    const left = start({ engines });
    await eventually('the file is at the engine', () => engines.analysed.length === 1);
    leave.abort(new Error('SIGTERM'));
    expect(await left).toEqual({ exitCode: 0, message: 'The runner was asked to leave.' });
    expect(await statuses(job)).toEqual(['PENDING']);
    expect((await bench.store.pool.next({ namespace: 'default', except: [] }))?.jobId).toBe(job.jobId);
  });

  test('finishes the files in hand of a job that was suspended, and begins no other until it goes on', async () => {
    const entries = Array.from({ length: 60 }, (_, index) => ({ name: `${index}.sql`, content: `SELECT ${index}\n` }));
    await bench.zip('archives/a.zip', entries);
    const job = await bench.submit({ source: { archive: { path: 'archives/a.zip' } }, execution: 'Pool' });
    const answer = Promise.withResolvers<void>();
    const engines = scriptedEngines(async () => {
      await answer.promise;
      return oneViolation;
    });
    const left = start({ engines });
    await eventually('files are at the engines', () => engines.analysed.length > 0);
    await bench.store.pool.withdraw(job.jobId);
    answer.resolve();
    expect(await left).toMatchObject({ message: 'There was no work for a while.' });
    expect(new Set(await statuses(job))).toEqual(new Set(['SUCCESS', 'PENDING']));
    await bench.store.pool.offer(job.jobId, 0);
    expect(await start()).toMatchObject({ exitCode: 0 });
    expect(new Set(await statuses(job))).toEqual(new Set(['SUCCESS']));
  });

  test('gives up the file of a job that was cancelled within a third of its lease', async () => {
    const job = await bench.submit(inline('SELECT 1\n'));
    const engines = scriptedEngines(() => new Promise(() => undefined));
    const left = start({ engines });
    await eventually('the file is at the engine', () => engines.analysed.length === 1);
    await bench.store.pool.withdraw(job.jobId);
    await bench.store.tasks.failUnfinished(job.jobId, 'CANCELLED', 'The job was cancelled.');
    await bench.store.jobs.finish(job.jobId, { status: 'CANCELLED', verdict: null, errorMessage: null });
    expect(await left).toMatchObject({ message: 'There was no work for a while.' });
    expect(await statuses(job)).toEqual(['CANCELLED']);
  });

  test('leaves a job to the runner that has its last file, and works on others meanwhile', async () => {
    await bench.zip('archives/a.zip', [{ name: 'a.sql', content: 'slow\n' }]);
    const slow = await bench.submit({ source: { archive: { path: 'archives/a.zip' } }, execution: 'Pool' });
    const answer = Promise.withResolvers<void>();
    const stuck = scriptedEngines(async () => {
      await answer.promise;
      return oneViolation;
    });
    const first = start({ engines: stuck });
    await eventually('the file is at the engine', () => stuck.analysed.length === 1);
    const other = await bench.submit(inline('SELECT 1\n'));
    expect(await start()).toMatchObject({ exitCode: 0 });
    expect(await statuses(other)).toEqual(['SUCCESS']);
    expect(await statuses(slow)).toEqual(['IN_PROGRESS']);
    answer.resolve();
    await first;
    expect(await statuses(slow)).toEqual(['SUCCESS']);
  });

  test('is not taken in by another resource that has the name of the one it was sent to', async () => {
    const job = await bench.submit(inline('SELECT 1\n'));
    const resource = await bench.resources.get(job.ref);
    await bench.resources.delete(job.ref, resource?.metadata.uid ?? '');
    await bench.resources.create({ ...job.ref, spec: inline('SELECT 2\n') });
    const engines = scriptedEngines();
    expect(await start({ engines })).toMatchObject({ exitCode: 0 });
    expect(engines.analysed).toEqual([]);
  });

  test('takes a job whose resource is gone out of the pool, which would start runners for it for ever', async () => {
    const gone = await bench.submit(inline('SELECT 1\n'));
    const resource = await bench.resources.get(gone.ref);
    await bench.resources.delete(gone.ref, resource?.metadata.uid ?? '');
    expect(await bench.store.pool.backlog()).toMatchObject([{ jobs: 1 }]);
    expect(await start()).toMatchObject({ exitCode: 0 });
    expect(await bench.store.pool.backlog()).toEqual([]);
  });

  test('touches no job when its engines do not start', async () => {
    const job = await bench.submit(inline('SELECT 1\n'));
    const engines = {
      ...scriptedEngines(),
      engineVersion: async () => {
        throw new EngineStartError('No module named sqlfluff');
      },
    };
    expect(await start({ engines })).toEqual({ exitCode: 1, message: 'No module named sqlfluff' });
    expect(await statuses(job)).toEqual([]);
  });

  test('counts the attempt of a file on which it fails, so that the file is given up at last', async () => {
    const job = await bench.submit(inline('SELECT 1\n'));
    const engines = scriptedEngines(() => {
      throw new TypeError('a mistake of the runner');
    });
    const pool = { ...defaultPoolSettings, jobsAtOnce: 1, idleMs: 300, maxTasks: 100, coolAfterFailureMs: 1 };
    expect(await start({ engines, pool })).toMatchObject({ exitCode: 0 });
    expect(await statuses(job)).toEqual(['RUNNER_FAILED']);
    expect(engines.analysed).toHaveLength(3);
  });

  test('waits for a database that is away, and in the end says that it was', async () => {
    let asked = 0;
    const store = {
      ...bench.store,
      pool: {
        ...bench.store.pool,
        next: async () => {
          asked += 1;
          throw new StoreUnavailableError('The database is not available.');
        },
      },
    };
    expect(await start({ store })).toEqual({ exitCode: 69, message: 'The database is not available.' });
    expect(asked).toBeGreaterThan(1);
  });
});
