import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type StandaloneServer, startStandalone } from '../../../test/standalone/startStandalone.ts';
import { type ApiClient, openApiClient } from '../http/apiClient.ts';
import { type JobTask, listTasks, readJob } from '../http/jobApi.ts';
import { sendUpload } from '../http/sendUpload.ts';
import { followJob } from '../submit/followJob.ts';
import { buildMemoryZip } from '../submit/memoryZip.ts';
import { runSqllint } from '../testing/runSqllint.ts';

/** These tests start real servers with real engines, and end them in every way. */

let folder: string;
let servers: StandaloneServer[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-standalone-'));
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

async function start(...args: string[]): Promise<StandaloneServer> {
  const dataDir = join(folder, 'data');
  const server = await startStandalone({ dataDir, logFile: join(folder, 'log'), args: ['--engines', '1', ...args] });
  servers.push(server);
  return server;
}

/** The processes that work for the data folder: it stands in a runner's environment, and an engine has a runner for parent. */
function workersOf(dataDir: string): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const runners = all.filter((pid) => readProc(pid, 'environ').includes(`SQLLINT_CLUSTER_PATH=${dataDir}`));
  const engines = all.filter((pid) => runners.includes(parentOf(pid)));
  return [...new Set([...runners, ...engines])];
}

function parentOf(pid: number): number {
  const stat = readProc(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

async function until(condition: () => boolean, deadlineMs: number): Promise<boolean> {
  for (const end = Date.now() + deadlineMs; Date.now() < end; await sleep(50)) {
    if (condition()) return true;
  }
  return condition();
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends the server and all it started, with exit code 0',
  async (signal) => {
    const server = await start();
    expect(server.output()).toBe(`listening on ${server.url}\n`);
    await until(() => workersOf(join(folder, 'data')).length >= 2, 10_000);
    const workers = workersOf(join(folder, 'data'));
    expect(workers.length).toBeGreaterThanOrEqual(2);
    const started = Date.now();
    expect(await server.end(signal)).toBe(0);
    expect(Date.now() - started).toBeLessThan(12_000);
    expect(workers.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(server.output()).toBe(`listening on ${server.url}\n`);
  },
  60_000,
);

test('a second server on the same folder is refused, and the first goes on', async () => {
  const server = await start();
  const second = await runSqllint(['standalone', '--data-dir', join(folder, 'data'), '--port', '0'], folder);
  expect(second).toMatchObject({ exitCode: 2, stdout: '' });
  expect(second.stderr).toContain(`Another sqllint server (process ${server.pid}) works on ${join(folder, 'data')}`);
  expect((await fetch(`${server.url}/api/v1/health`)).status).toBe(200);
}, 60_000);

test('a port in use is told in one sentence', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => occupant.once('listening', resolve));
  const address = occupant.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const args = ['standalone', '--data-dir', join(folder, 'data'), '--port', port, '--log-level', 'silent'];
  const result = await runSqllint(args, folder);
  occupant.close();
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr).toContain(`sqllint: Port ${port} of 127.0.0.1 is in use; choose another --port`);
}, 60_000);

test('a server that is killed while its runner starts leaves no process behind', async () => {
  const server = await start();
  await server.end('SIGKILL');
  expect(await until(() => workersOf(join(folder, 'data')).length === 0, 10_000)).toBe(true);
}, 60_000);

const files = 60;

async function submitSlowZip(api: ApiClient): Promise<string> {
  const entries = Array.from({ length: files }, (_, index) => ({
    name: `file_${String(index).padStart(3, '0')}.sql`,
    content: Buffer.from(`SELECT ${'a, '.repeat(25)}b${index} FROM c;\n`),
  }));
  const body = buildMemoryZip(entries);
  const choice = { dialect: 'mysql' };
  return readJob(await sendUpload(api, { contentType: 'application/zip', body, bytes: body.length, choice })).jobId;
}

async function tasksOf(api: ApiClient, jobId: string): Promise<JobTask[]> {
  const tasks: JobTask[] = [];
  for await (const task of listTasks(api, jobId)) tasks.push(task);
  return tasks;
}

async function untilSomeAreDone(api: ApiClient, jobId: string): Promise<number> {
  for (;;) {
    const done = (await tasksOf(api, jobId)).filter(({ status }) => status === 'SUCCESS').length;
    if (done > 0) return done;
    await sleep(20);
  }
}

test('what was accepted before kill -9 is finished after a restart, every file exactly once', async () => {
  const first = await start();
  const before = openApiClient(first.url);
  const jobId = await submitSlowZip(before);
  expect(await untilSomeAreDone(before, jobId)).toBeLessThan(files);
  const workers = workersOf(join(folder, 'data'));
  expect(workers.length).toBeGreaterThanOrEqual(2);

  expect(await first.end('SIGKILL')).toBe('SIGKILL');
  before.close();
  // Nobody tells the runner and its engines: they notice by themselves.
  expect(await until(() => workers.every((pid) => !existsSync(`/proc/${pid}`)), 10_000)).toBe(true);

  const second = await start();
  const after = openApiClient(second.url);
  const job = await followJob(after, jobId, () => undefined);
  expect(job).toMatchObject({ status: 'COMPLETED', files: { total: files, succeeded: files, failed: 0 } });
  const names = (await tasksOf(after, jobId)).map(({ fileName }) => fileName);
  expect(new Set(names).size).toBe(files);
  expect(names).toHaveLength(files);
  after.close();
  expect(await second.end()).toBe(0);
}, 120_000);
