import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { describeJobResources } from '../contract.ts';
import { type EmbeddedJobResources, openEmbeddedJobs } from '../embedded/openEmbeddedJobs.ts';
import { ClusterUnavailableError, FencedError, InvalidResourceError } from '../errors.ts';
import { openKubernetesApi, type SentRequest } from './kubernetesApi.ts';
import { openKubernetesJobs } from './openKubernetesJobs.ts';
import { type FakeApiServer, startFakeApiServer } from './testing/fakeApiServer.ts';

const logger = pino({ level: 'silent' });
const ref = { namespace: 'default', name: 'a' };
const inline = { source: { inline: { sql: 'SELECT 1' } } };

interface Fake {
  readonly api: FakeApiServer;
  close(): Promise<void>;
}

async function startFake(): Promise<Fake> {
  const folder = mkdtempSync(join(tmpdir(), 'sqllint-api-'));
  const stored: EmbeddedJobResources = openEmbeddedJobs({ path: join(folder, 'resources.db') });
  const api = await startFakeApiServer(stored);
  return {
    api,
    close: async () => {
      await api.close();
      stored.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// The same against a real API server: test/e2e/kubernetesJobs.test.ts.
describeJobResources('SqlLintJobs behind HTTP', async () => {
  const { api, close } = await startFake();
  return {
    resources: openKubernetesJobs({ kubeConfig: api.kubeConfig, namespaces: 'all', logger }),
    others: openKubernetesJobs({ kubeConfig: api.kubeConfig, namespaces: ['default'], logger }),
    namespace: 'default',
    putProfile: async (name, spec) => api.putProfile({ namespace: 'default', name }, spec),
    removeProfile: async (name) => api.removeProfile({ namespace: 'default', name }),
    close,
  };
});

describe('the Kubernetes API', () => {
  let fake: Fake;
  beforeEach(async () => {
    fake = await startFake();
  });
  afterEach(async () => fake.close());
  const jobs = () => openKubernetesJobs({ kubeConfig: fake.api.kubeConfig, namespaces: ['default'], logger });

  test('is asked under a field manager of each writer, by server-side apply of the status', async () => {
    const resources = jobs();
    await resources.create({ ...ref, spec: inline });
    await resources.patchSpec(ref, { cancelled: true });
    await resources.applyStatus(ref, { phase: 'Accepted' });
    const base = '/apis/sqllint.dev/v1/namespaces/default/sqllintjobs';
    expect(fake.api.requests).toEqual([
      `POST ${base}?fieldManager=sqllint`,
      `PATCH ${base}/a?fieldManager=sqllint`,
      `PATCH ${base}/a/status?fieldManager=sqllint-operator&force=true`,
    ]);
  });

  test('is not asked about a spec that is wrong anyway', async () => {
    await expect(jobs().create({ ...ref, spec: { source: {} } })).rejects.toThrow(InvalidResourceError);
    expect(fake.api.requests).toEqual([]);
  });

  test('lists in pages', async () => {
    const resources = jobs();
    for (const name of ['a', 'b', 'c']) await resources.create({ namespace: 'default', name, spec: inline });
    const listed = await resources.list('default');
    expect(listed.map((job) => job.metadata.name)).toEqual(['a', 'b', 'c']);
    expect(fake.api.requests.slice(3)).toEqual([
      expect.stringMatching(/limit=500$/),
      expect.stringMatching(/limit=500&continue=2$/),
    ]);
  });

  test('asks for patience with a time', async () => {
    fake.api.answerNext({ code: 429, body: '', headers: { 'retry-after': '2' } });
    const failure = jobs().get(ref);
    await expect(failure).rejects.toThrow(ClusterUnavailableError);
    await expect(failure).rejects.toMatchObject({ retryAfterMs: 2000 });
  });

  test('that is gone is told in a sentence', async () => {
    await fake.api.close();
    await expect(jobs().check()).rejects.toThrow(/Kubernetes API does not answer/);
  });

  test('that does not answer in time is given up', async () => {
    const silent = await startFakeApiServer({ get: () => new Promise(() => undefined) } as never);
    const api = openKubernetesApi({ kubeConfig: silent.kubeConfig, deadlineMs: 50 });
    const path = '/apis/sqllint.dev/v1/namespaces/default/sqllintjobs/a';
    await expect(api.request({ method: 'GET', path })).rejects.toThrow(/does not answer.*timeout/);
    await silent.close();
  });

  test('is written to only by a process that may, and read by any', async () => {
    let leads = true;
    const api = openKubernetesApi({ kubeConfig: fake.api.kubeConfig, mayWrite: () => leads });
    const resources = openKubernetesJobs({ api, namespaces: 'all', logger });
    await resources.create({ ...ref, spec: inline });
    const before = fake.api.requests.length;
    leads = false;
    await expect(resources.applyStatus(ref, { phase: 'Accepted' })).rejects.toThrow(/Nothing was written.*not lead/);
    await expect(resources.delete(ref, 'uid')).rejects.toThrow(FencedError);
    expect(fake.api.requests.slice(before)).toEqual([]);
    expect((await resources.get(ref))?.status).toBeUndefined();
  });

  test('tells of every request how it was answered', async () => {
    const told: SentRequest[] = [];
    const api = openKubernetesApi({ kubeConfig: fake.api.kubeConfig, onRequest: (sent) => told.push(sent) });
    const path = '/apis/sqllint.dev/v1/namespaces/default/sqllintjobs';
    await api.request({ method: 'GET', path });
    fake.api.answerNext({ code: 503, body: '' });
    await expect(api.request({ method: 'DELETE', path: `${path}/a` })).rejects.toThrow('503');
    const watching = new AbortController();
    const changes = api.stream(path, { resourceVersion: '0' }, watching.signal);
    const ended = changes.next().catch(() => undefined);
    while (told.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    watching.abort();
    await ended;
    await fake.api.close();
    await expect(api.request({ method: 'GET', path })).rejects.toThrow();
    expect(told).toEqual([
      { method: 'GET', path, watch: false, code: 200 },
      { method: 'DELETE', path: `${path}/a`, watch: false, code: 503 },
      { method: 'GET', path, watch: true, code: 200 },
      { method: 'GET', path, watch: false, code: undefined },
    ]);
  });

  test('is believed again after a refusal of the login', async () => {
    const resources = jobs();
    fake.api.answerNext({ code: 401, body: '{"kind":"Status","message":"Unauthorized"}' });
    await expect(resources.get(ref)).rejects.toThrow('Unauthorized');
    expect(await resources.get(ref)).toBeUndefined();
  });

  test('gives the texts and bytes of a ConfigMap, and nothing for one that is not there', async () => {
    expect(await jobs().readConfigMap({ namespace: 'default', name: 'my-sql' })).toEqual({
      'a.sql': 'SELECT 1',
      'gbk.sql': Buffer.from([0xb2, 0xe2, 0xca, 0xd4]),
    });
    expect(await jobs().readConfigMap({ namespace: 'default', name: 'none' })).toBeUndefined();
  });
});
