import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type FakeApiServer, startFakeApiServer } from '@sqllint/core/cluster/kubernetes/testing/fakeApiServer';
import { python } from './engine/testdata/testPool.ts';
import { eventually } from './runner/testing/eventually.ts';
import { openTestBench, type TestBench } from './runner/testing/testBench.ts';

let bench: TestBench;
let api: FakeApiServer;
let children: ChildProcess[] = [];

beforeEach(async () => {
  bench = await openTestBench();
  api = await startFakeApiServer(bench.resources);
  await writeFile(join(bench.dir, 'kubeconfig'), JSON.stringify(JSON.parse(api.kubeConfig.exportConfig())));
});

afterEach(async () => {
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  children = [];
  await api.close();
  await bench.close();
});

/** The real process with real engines, as in a pod. */
function startRunner(environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'pool.ts')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      KUBECONFIG: join(bench.dir, 'kubeconfig'),
      SQLLINT_NAMESPACE: 'default',
      SQLLINT_RUNNER_ID: `pool-${children.length}`,
      SQLLINT_SHARE_DIR: join(bench.dir, 'share'),
      SQLLINT_DATABASE_URL: `sqlite://${join(bench.dir, 'store.db')}`,
      SQLLINT_ENGINES: '1',
      SQLLINT_PYTHON: python,
      SQLLINT_LOG_LEVEL: 'silent',
      ...environment,
    },
  });
  children.push(child);
  return child;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

const inline = (sql: string) => ({ source: { inline: { sql, fileName: 'a.sql' } }, execution: 'Pool' }) as const;

describe('the process of the pool', () => {
  test('finds what SQLFluff finds in job after job, reads each resource once, and leaves when it is idle', async () => {
    const child = startRunner({ SQLLINT_POOL_IDLE_SECONDS: '2' });
    const jobs = [await bench.submit(inline('SELECT 1 from  t\n')), await bench.submit(inline('SELECT a from  t\n'))];
    expect(await exitOf(child)).toBe(0);
    for (const job of jobs) {
      expect(await bench.store.jobs.severityCounts(job.jobId)).toMatchObject({ minor: expect.any(Number) });
      expect((await bench.tasks(job)).map(({ status }) => status)).toEqual(['SUCCESS']);
      expect((await bench.resources.get(job.ref))?.status?.progress).toMatchObject({ total: 1, succeeded: 1 });
      const methods = api.requests.filter((line) => line.includes(job.ref.name)).map((line) => line.split(' ')[0]);
      expect(methods.filter((method) => method !== 'PATCH')).toEqual(['GET']);
    }
    expect(await bench.store.runners.online(60_000)).toEqual([]);
  });

  test('loses its files to another runner when it is killed, and each file has one result', async () => {
    const entries = Array.from({ length: 60 }, (_, index) => ({
      name: `${index}.sql`,
      content: `SELECT a.x,  a.y from a where a.z = ${index}\n`,
    }));
    await bench.zip('archives/a.zip', entries);
    const first = startRunner({ SQLLINT_LEASE_SECONDS: '2' });
    const job = await bench.submit({ source: { archive: { path: 'archives/a.zip' } }, execution: 'Pool' });
    await eventually('some files are analysed', async () => {
      const tasks = (await bench.store.jobs.progress(job.jobId))?.tasks;
      return tasks !== undefined && tasks.succeeded > 0 && tasks.inProgress > 0;
    });
    first.kill('SIGKILL');
    await exitOf(first);
    const second = startRunner({ SQLLINT_LEASE_SECONDS: '2', SQLLINT_POOL_IDLE_SECONDS: '4' });
    expect(await exitOf(second)).toBe(0);
    const tasks = await bench.tasks(job);
    expect(tasks.map(({ status }) => status)).toEqual(entries.map(() => 'SUCCESS'));
    expect(new Set(tasks.map(({ resultKey }) => resultKey)).size).toBe(entries.length);
    expect((await bench.resources.get(job.ref))?.status?.progress).toMatchObject({ total: 60, succeeded: 60 });
  });

  test('leaves in order when it is asked to', async () => {
    const child = startRunner({ SQLLINT_POOL_IDLE_SECONDS: '0' });
    await eventually('a heartbeat', async () => (await bench.store.runners.online(60_000)).length === 1);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    expect(await bench.store.runners.online(60_000)).toEqual([]);
  });

  test('refuses settings that cannot be used with a sentence that names them', async () => {
    const child = startRunner({ SQLLINT_POOL_MAX_TASKS: '0' });
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
    expect(await exitOf(child)).toBe(1);
    expect(words).toContain('SQLLINT_POOL_MAX_TASKS=0');
  });
});
