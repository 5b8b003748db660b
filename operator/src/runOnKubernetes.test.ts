import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { readConfig } from '@sqllint/core/config/readConfig';
import { createLogger } from '@sqllint/core/logging/logger';
import { openStore } from '@sqllint/core/store/open';
import { type ClusterStub, startClusterStub } from '../test/clusterStub.ts';
import { eventually } from '../test/eventually.ts';
import { operatorConfigSchema } from './config/operatorConfig.ts';
import { type RunningOperator, runOnKubernetes } from './runOnKubernetes.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

let folder: string;
let api: ClusterStub;
const running = new Set<RunningOperator>();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operator-main-'));
  api = await startClusterStub();
  const store = await openStore({ url: databaseUrl() });
  await store.migrate();
  await store.close();
});

afterEach(async () => {
  await Promise.all([...running].map(stop));
  await api.close();
  rmSync(folder, { recursive: true });
});

test('while neither the API nor the database can be used the operator lives, is not ready, and can be stopped', async () => {
  const operator = await run({ server: 'http://127.0.0.1:9', database: `sqlite://${join(folder, 'empty.db')}` });
  expect((await get(operator, '/health/live')).status).toBe(200);
  const ready = await get(operator, '/health/ready');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({
    status: 'unavailable',
    checks: { watches: 'unavailable', kubernetes: 'unavailable', database: 'unavailable' },
  });
});

test('it is ready once all jobs, profiles, Jobs and pods of its namespaces were listed and the database has its schema', async () => {
  const operator = await run();
  await eventually('it is ready', () => isReady(operator));
  expect([...api.listed].sort()).toEqual([
    '/api/v1/namespaces/team-a/pods',
    '/apis/batch/v1/namespaces/team-a/jobs',
    '/apis/sqllint.dev/v1/namespaces/team-a/sqllintjobs',
    '/apis/sqllint.dev/v1/namespaces/team-a/sqllintprofiles',
  ]);
});

test('of two operators both are ready and one works; when it stops, the other does at once', async () => {
  const first = await run();
  await eventually('the first one leads', () => first.isLeading());
  const second = await run();
  await eventually('the second one is ready', () => isReady(second));
  const written = 'PATCH /apis/sqllint.dev/v1/namespaces/team-a/sqllintprofiles/strict/status';
  await eventually('the profile is checked', () => api.writes.length > 0);
  expect([await masterStatus(first), await masterStatus(second)]).toEqual([1, 0]);
  expect([await isReady(first), second.isLeading(), api.writes]).toEqual([true, false, [written]]);

  await stop(first);
  await eventually('the second one leads', () => second.isLeading());
  await eventually('it checks the profile', () => api.writes.length > 1);
  expect([await masterStatus(second), api.writes]).toEqual([1, [written, written]]);
});

test('an operator that is alone needs no Lease', async () => {
  const operator = await run({ election: 'false' });
  await eventually('it leads', () => operator.isLeading());
  await eventually('the profile is checked', () => api.writes.length > 0);
  expect(await metricsOf(operator)).not.toContain('resource="leases"');
});

test('its metrics tell of its requests and queues', async () => {
  const operator = await run();
  await eventually('the profile is checked', () => api.writes.length > 0);
  await eventually('the round has ended', async () =>
    (await metricsOf(operator)).includes('workqueue_work_duration_seconds_count{name="profiles"} 1'),
  );
  const shown = await metricsOf(operator);
  expect(shown).toContain('sql_linting_kubernetes_requests_total{verb="create",resource="leases",code="2xx"} 1\n');
  expect(shown).toContain('sql_linting_jobs{phase="Accepted"} 0\n');
  expect(shown).toContain('sql_linting_admission_slots_limit 50\n');
});

test.each(['team-a,team-b', 'team-b,team-a'])(
  'a namespace that was deleted keeps it from nothing: %s',
  async (namespaces) => {
    api.forbid('team-b');
    const operator = await run({ namespaces });
    await eventually('it is ready', () => isReady(operator));
    await eventually('the profile of the other namespace is checked', () => api.writes.length > 0);
    expect(operator.isLeading()).toBe(true);
    const refused = 'sql_linting_stale_watches{reason="refused"} 6\n';
    await eventually('its watches are counted', async () => (await metricsOf(operator)).includes(refused));
  },
);

test('it is not ready where it may look nowhere', async () => {
  api.forbid('team-a');
  const operator = await run();
  await eventually('it leads', () => operator.isLeading());
  expect(await (await get(operator, '/health/ready')).json()).toMatchObject({
    checks: { watches: 'unavailable', kubernetes: 'unavailable' },
  });
});

test('it is not ready any more when its watches fail for long', async () => {
  const operator = await run();
  await eventually('it is ready', () => isReady(operator));
  api.fall();
  const watches = async () => ((await (await get(operator, '/health/ready')).json()) as Readiness).checks.watches;
  await eventually('its watches are not to be believed', async () => (await watches()) === 'unavailable', 20_000);
  expect((await get(operator, '/health/live')).status).toBe(200);
});

interface Readiness {
  readonly checks: Readonly<Record<string, string>>;
}

function databaseUrl(): string {
  return `sqlite://${join(folder, 'store.db')}`;
}

async function run(
  options: {
    readonly server?: string;
    readonly database?: string;
    readonly election?: string;
    readonly namespaces?: string;
  } = {},
): Promise<RunningOperator> {
  const kubeConfig = new KubeConfig();
  const { server = api.url, database = databaseUrl(), election = 'true', namespaces = 'team-a' } = options;
  kubeConfig.loadFromClusterAndUser({ name: 'test', server, skipTLSVerify: true }, { name: 'test' });
  const config = readConfig(operatorConfigSchema, {
    SQLLINT_DATABASE_URL: database,
    SQLLINT_NAMESPACE: namespaces,
    SQLLINT_RUNNER_IMAGE: 'sqllint:dev',
    SQLLINT_RUNNER_SERVICE_ACCOUNT: 'runner',
    SQLLINT_RUNNER_DATABASE_SECRET: 'database',
    SQLLINT_SHARE_CLAIM: 'share',
    SQLLINT_LEADER_ELECTION: election,
    SQLLINT_PORT: '0',
    SQLLINT_METRICS_PORT: '0',
  });
  const onLost = (reason: string): never => {
    throw new Error(reason);
  };
  const operator = await runOnKubernetes({ config, kubeConfig, logger, onLost });
  running.add(operator);
  return operator;
}

async function stop(operator: RunningOperator): Promise<void> {
  running.delete(operator);
  await operator.stop();
}

function get({ port }: RunningOperator, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`);
}

async function isReady(operator: RunningOperator): Promise<boolean> {
  return (await get(operator, '/health/ready')).status === 200;
}

async function metricsOf({ metricsPort }: RunningOperator): Promise<string> {
  return await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
}

async function masterStatus(operator: RunningOperator): Promise<number> {
  const [, status] = /^leader_election_master_status\{.*\} (\d)$/m.exec(await metricsOf(operator)) ?? [];
  return Number(status);
}
