import { afterEach, expect, test } from '@jest/globals';
import { Counter, Gauge, Registry } from 'prom-client';
import { type MetricsServer, openMetricsServer } from './openMetricsServer.ts';

let server: MetricsServer;

afterEach(() => server.close());

async function open(registry: Registry): Promise<(path: string) => Promise<Response>> {
  server = await openMetricsServer({ registry, host: '127.0.0.1', port: 0 });
  return (path) => fetch(`http://127.0.0.1:${server.port}${path}`);
}

test('shows what was counted, as Prometheus reads it, and nothing elsewhere', async () => {
  const registry = new Registry();
  new Counter({ name: 'things_total', help: 'Things.', registers: [registry] }).inc(3);
  const get = await open(registry);
  const shown = await get('/metrics?name=x');
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, expect.stringContaining('version=0.0.4')]);
  expect(await shown.text()).toContain('things_total 3\n');
  expect((await get('/')).status).toBe(404);
});

test('a number that cannot be gathered ends one scrape, and not the server', async () => {
  const registry = new Registry();
  let broken = true;
  const collect = (): void => {
    if (broken) throw new Error('no');
  };
  new Gauge({ name: 'things', help: 'Things.', registers: [registry], collect });
  const get = await open(registry);
  await expect(get('/metrics')).rejects.toThrow();
  broken = false;
  expect((await get('/metrics')).status).toBe(200);
});
