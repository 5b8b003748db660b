import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { readConfig } from '@sqllint/core/config/readConfig';
import { createLogger } from '@sqllint/core/logging/logger';
import { openStore } from '@sqllint/core/store/open';
import { eventually } from '../test/eventually.ts';
import { operatorConfigSchema } from './config/operatorConfig.ts';
import { type RunningOperator, runOnKubernetes } from './runOnKubernetes.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

let folder: string;
let running: RunningOperator | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'operator-main-'));
});

afterEach(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true });
});

test('while neither the API nor the database can be used the operator lives, is not ready, and can be stopped', async () => {
  running = await run('http://127.0.0.1:9');
  expect((await get('live')).status).toBe(200);
  const ready = await get('ready');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({
    status: 'unavailable',
    checks: { watches: 'unavailable', kubernetes: 'unavailable', database: 'unavailable' },
  });
});

test('it is ready once all jobs, profiles, Jobs and pods of its namespaces were listed and the database has its schema', async () => {
  const store = await openStore({ url: databaseUrl() });
  await store.migrate();
  await store.close();
  const listed = new Set<string>();
  const api = createServer((request, response) => {
    const url = urlOf(request);
    response.writeHead(200, { 'content-type': 'application/json' });
    if (url.searchParams.has('watch')) return response.flushHeaders();
    listed.add(url.pathname);
    response.end(JSON.stringify({ kind: 'List', metadata: { resourceVersion: '1' }, items: [] }));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  try {
    running = await run(`http://127.0.0.1:${(api.address() as AddressInfo).port}`);
    await eventually('it is ready', async () => (await get('ready')).status === 200);
    expect([...listed].sort()).toEqual([
      '/api/v1/namespaces/team-a/pods',
      '/apis/batch/v1/namespaces/team-a/jobs',
      '/apis/sqllint.dev/v1/namespaces/team-a/sqllintjobs',
      '/apis/sqllint.dev/v1/namespaces/team-a/sqllintprofiles',
    ]);
    await running.stop();
    running = undefined;
  } finally {
    api.closeAllConnections();
    api.close();
  }
});

function databaseUrl(): string {
  return `sqlite://${join(folder, 'store.db')}`;
}

function run(server: string): Promise<RunningOperator> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name: 'test', server, skipTLSVerify: true }, { name: 'test' });
  const config = readConfig(operatorConfigSchema, {
    SQLLINT_DATABASE_URL: databaseUrl(),
    SQLLINT_NAMESPACE: 'team-a',
    SQLLINT_RUNNER_IMAGE: 'sqllint:dev',
    SQLLINT_RUNNER_SERVICE_ACCOUNT: 'runner',
    SQLLINT_RUNNER_DATABASE_SECRET: 'database',
    SQLLINT_SHARE_CLAIM: 'share',
    SQLLINT_PORT: '0',
  });
  return runOnKubernetes({ config, kubeConfig, logger });
}

function get(what: 'live' | 'ready'): Promise<Response> {
  return fetch(`http://127.0.0.1:${running?.port}/health/${what}`);
}

function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://api');
}
