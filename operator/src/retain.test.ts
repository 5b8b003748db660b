import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type EmbeddedJobResources, openEmbeddedJobs } from '@sqllint/core/cluster/embedded/openEmbeddedJobs';
import { type FakeApiServer, startFakeApiServer } from '@sqllint/core/cluster/kubernetes/testing/fakeApiServer';
import { newJobId } from '@sqllint/core/job/ids';
import { openStore } from '@sqllint/core/store/open';

let folder: string;
let jobs: EmbeddedJobResources;
let server: FakeApiServer;
let environment: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'retain-'));
  jobs = openEmbeddedJobs({ path: join(folder, 'cluster.db') });
  server = await startFakeApiServer(jobs);
  writeFileSync(join(folder, 'kubeconfig'), server.kubeConfig.exportConfig());
  environment = {
    KUBECONFIG: join(folder, 'kubeconfig'),
    SQLLINT_DATABASE_URL: `sqlite://${folder}/store.db`,
    SQLLINT_NAMESPACE: 'team-a',
    SQLLINT_SHARE_DIR: join(folder, 'share'),
    SQLLINT_RETENTION_DAYS: '30',
  };
});

afterEach(async () => {
  await server.close();
  jobs.close();
  rmSync(folder, { recursive: true });
});

async function retain(): Promise<{ readonly code: number | null; readonly lines: string }> {
  const entry = fileURLToPath(new URL('retain.ts', import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let lines = '';
  for await (const chunk of child.stderr) lines += String(chunk);
  const code = child.exitCode ?? (await new Promise<number | null>((resolve) => child.once('exit', resolve)));
  return { code, lines };
}

function put(path: string): string {
  const file = join(folder, 'share', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'SELECT 1');
  for (const target of [file, dirname(file)]) utimesSync(target, 1000, 1000);
  return file;
}

test('one pass keeps what a resource of the API needs, sweeps the rest, and says what it did', async () => {
  const store = await openStore({ url: environment.SQLLINT_DATABASE_URL ?? '' });
  await store.migrate();
  await store.close();
  const [kept, gone] = [newJobId(), `job-${randomUUID()}`].map((name) => `submissions/2026/01/31/${name}/source.sql`);
  await jobs.create({ namespace: 'team-a', name: 'nightly', spec: { source: { file: { path: kept ?? '' } } } });
  const files = [kept ?? '', gone ?? '', 'archives/nightly.zip'].map(put);
  const { code, lines } = await retain();
  expect(code).toBe(0);
  const told = JSON.parse(lines.trim().split('\n').at(-1) ?? '') as unknown;
  expect(told).toMatchObject({ namespace: 'team-a', days: 30, jobs: 0, submissions: 1, results: 0 });
  expect(files.map((file) => existsSync(file))).toEqual([true, false, true]);
});

test('without an answer of the API nothing is removed', async () => {
  const store = await openStore({ url: environment.SQLLINT_DATABASE_URL ?? '' });
  await store.migrate();
  await store.close();
  const file = put(`submissions/2026/01/31/${newJobId()}/source.sql`);
  server.answerNext({
    code: 403,
    body: JSON.stringify({ kind: 'Status', code: 403, reason: 'Forbidden', message: 'no' }),
  });
  const { code } = await retain();
  expect(code).toBe(1);
  expect(existsSync(file)).toBe(true);
});

test('settings that cannot be used are named', async () => {
  environment.SQLLINT_RETENTION_DAYS = '-1';
  const { code, lines } = await retain();
  expect(code).toBe(1);
  expect(lines).toMatch(/SQLLINT_RETENTION_DAYS=-1: /);
});
