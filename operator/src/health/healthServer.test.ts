import { afterEach, expect, test } from '@jest/globals';
import { type HealthServer, type HealthServerOptions, openHealthServer } from './healthServer.ts';

let server: HealthServer;

afterEach(() => server.close());

async function open(checks: HealthServerOptions['checks'], alive: HealthServerOptions['alive'] = {}): Promise<void> {
  server = await openHealthServer({ host: '127.0.0.1', port: 0, checks, alive, checkTimeoutMs: 50 });
}

async function get(path: string): Promise<[number, unknown]> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
  return [response.status, await response.json()];
}

const ok = async (): Promise<void> => undefined;
const broken = async (): Promise<void> => {
  throw new Error('connect ECONNREFUSED 10.0.0.1:3306');
};

test('ready when everything is', async () => {
  await open({ database: ok, kubernetes: ok });
  expect(await get('/health/ready')).toEqual([200, { status: 'ok', checks: { database: 'ok', kubernetes: 'ok' } }]);
});

test('not ready, and by name, while something is missing; alive all the same', async () => {
  await open({ database: broken, kubernetes: () => new Promise(() => undefined), watches: ok });
  expect(await get('/health/ready?verbose')).toEqual([
    503,
    { status: 'unavailable', checks: { database: 'unavailable', kubernetes: 'unavailable', watches: 'ok' } },
  ]);
  expect(await get('/health/live')).toEqual([200, { status: 'ok', checks: {} }]);
});

test('not alive when something hangs that only a new process would mend', async () => {
  let hangs = false;
  await open({}, { queue: () => !hangs });
  expect(await get('/health/live')).toEqual([200, { status: 'ok', checks: { queue: 'ok' } }]);
  hangs = true;
  expect(await get('/health/live')).toEqual([503, { status: 'unavailable', checks: { queue: 'unavailable' } }]);
  expect((await get('/health/ready'))[0]).toBe(200);
});

test('other paths are not found', async () => {
  await open({});
  expect((await get('/'))[0]).toBe(404);
});
