import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { V1Job, V1Pod } from '@kubernetes/client-node';
import { ForbiddenError } from '@sqllint/core/cluster/errors';
import type { Watch } from '@sqllint/core/cluster/jobResources';
import { createLogger } from '@sqllint/core/logging/logger';
import { eventually } from '../../test/eventually.ts';
import { type FakeApi, fakeApi } from '../../test/fakeApi.ts';
import { ago, now } from '../../test/situations.ts';
import type { PoolPods, PoolRunner } from '../pool/poolPods.ts';
import { buildPoolJob, type PoolJobSettings } from './buildPoolJob.ts';
import { openKubernetesPool } from './openKubernetesPool.ts';

const settings: PoolJobSettings = {
  runner: {
    image: 'sqllint:dev',
    imagePullPolicy: 'IfNotPresent',
    serviceAccountName: 'runner',
    databaseSecret: 'database',
    shareClaim: 'share',
    shareSubPath: '{namespace}',
    resources: {},
    engines: 1,
    engineMemoryMib: undefined,
    logLevel: 'info',
    keepSeconds: 3600,
  },
  prefix: 'sqllint',
  min: 0,
  idleSeconds: 300,
  maxTasks: 5000,
};
const jobs = '/apis/batch/v1/namespaces/team-a/jobs';
const pods = '/api/v1/namespaces/team-a/pods';
const account = '/api/v1/namespaces/team-a/serviceaccounts/runner';

let api: FakeApi;
let pool: PoolPods;
let watch: Watch;
let told: string[];
let at: number;

function open(changes: Partial<PoolJobSettings> = {}): PoolPods {
  const logger = createLogger({ name: 'test', level: 'silent' });
  return openKubernetesPool({
    api,
    namespaces: ['team-a'],
    settings: { ...settings, ...changes },
    logger,
    now: () => at,
  });
}

beforeEach(async () => {
  api = fakeApi();
  api.put(account, { metadata: { name: 'runner', namespace: 'team-a', uid: 'account-uid' } });
  at = now;
  told = [];
  pool = open();
  watch = pool.watch((namespace) => told.push(namespace));
  await watch.ready;
});

afterEach(() => watch.stop());

async function runner(what: string, wanted: (found: PoolRunner) => boolean): Promise<PoolRunner> {
  return await eventually(what, () => pool.of('team-a').find(wanted));
}

function putStatus(name: string, status: V1Job['status']): void {
  const stored = api.read(`${jobs}/${name}`) as V1Job;
  api.put(`${jobs}/${name}`, { ...stored, ...(status && { status }) });
}

function putPod(job: string, status: V1Pod['status'], changes: V1Pod['metadata'] = {}): void {
  const { metadata: { uid = '' } = {}, spec } = api.read(`${jobs}/${job}`) as V1Job;
  const metadata = {
    name: `${job}-x`,
    namespace: 'team-a',
    labels: spec?.template.metadata?.labels ?? {},
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: job, uid, controller: true }],
    creationTimestamp: ago(10_000) as unknown as Date,
    ...changes,
  };
  api.put(`${pods}/${job}-x`, { metadata, ...(status && { status }) });
}

function posts(): readonly string[] {
  return api.requests.filter((line) => line.startsWith('POST'));
}

test('a runner starts, runs with its pod, and has left when its Job is complete', async () => {
  await pool.create('team-a', 0);
  expect(await runner('starting', ({ state }) => state === 'starting')).toMatchObject({
    name: 'sqllint-pool-0-1',
    slot: 0,
    isCurrent: true,
  });
  putPod('sqllint-pool-0-1', { phase: 'Running' });
  await runner('running', ({ state }) => state === 'running');
  putStatus('sqllint-pool-0-1', { conditions: [{ type: 'Complete', status: 'True' }] });
  await runner('left', ({ state }) => state === 'left');
  expect(new Set(told)).toEqual(new Set(['team-a']));
  expect(pool.namespaces()).toEqual(['team-a']);
  api.remove(`${jobs}/sqllint-pool-0-1`);
  await eventually('forgotten', () => pool.namespaces().length === 0);
});

test('a place is filled once, by whomever, and anew under the next name when its runner has ended', async () => {
  const other = open();
  await Promise.all([pool.create('team-a', 0), other.create('team-a', 0)]);
  await other.create('team-a', 0);
  await pool.create('team-a', 1);
  expect(api.read(`${jobs}/sqllint-pool-0-1`)?.metadata.ownerReferences?.[0]).toMatchObject({ uid: 'account-uid' });
  expect(api.read(`${jobs}/sqllint-pool-1-1`)).toBeDefined();
  putStatus('sqllint-pool-0-1', { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] });
  await pool.create('team-a', 0);
  expect(api.read(`${jobs}/sqllint-pool-0-2`)).toBeDefined();
  expect(api.read(`${jobs}/sqllint-pool-0-3`)).toBeUndefined();
});

test('a runner that failed says why, in the words of its pod', async () => {
  await pool.create('team-a', 0);
  putPod('sqllint-pool-0-1', {
    phase: 'Failed',
    containerStatuses: [
      { state: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(1000) } } },
    ] as unknown as NonNullable<V1Pod['status']>['containerStatuses'],
  } as V1Pod['status']);
  await runner('its pod', ({ state }) => state === 'starting');
  putStatus('sqllint-pool-0-1', { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] });
  const { failure } = await runner(
    'failed',
    ({ state, failure: found }) => state === 'failed' && found?.reason === 'OOMKilled',
  );
  expect(failure).toEqual({
    reason: 'OOMKilled',
    message: 'pod sqllint-pool-0-1-x: OOMKilled: exit code 137',
    at: now,
  });
});

test('a runner that cannot start says why: its image, or that it has no pod at all', async () => {
  await pool.create('team-a', 0);
  const created = api.read(`${jobs}/sqllint-pool-0-1`) as V1Job;
  api.put(`${jobs}/sqllint-pool-0-1`, {
    ...created,
    metadata: { ...created.metadata, creationTimestamp: ago(14_000) as unknown as Date },
  });
  await runner('no trouble yet', ({ createdAt, trouble }) => createdAt === now - 14_000 && trouble === undefined);
  const note = 'Error creating: pods "x" is forbidden: exceeded quota: pods';
  const events = '/apis/events.k8s.io/v1/namespaces/team-a/events';
  const { uid } = created.metadata ?? {};
  api.put(events, { items: [{ regarding: { uid }, note, metadata: { creationTimestamp: ago(1000) } }] } as V1Job);
  expect(pool.of('team-a')[0]?.trouble).toBeUndefined();
  await pool.explain('team-a');
  expect(pool.of('team-a')[0]?.trouble).toEqual({
    kind: 'noRoom',
    reason: 'QuotaExceeded',
    message: expect.stringMatching(/exceeded quota: pods$/),
    since: now - 14_000,
  });
  putPod('sqllint-pool-0-1', {
    phase: 'Pending',
    containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off' } } }],
  } as V1Pod['status']);
  const { trouble } = await runner('its image', ({ trouble: found }) => found?.reason === 'ImagePullBackOff');
  expect(trouble).toMatchObject({ kind: 'broken', message: 'Back-off' });
});

test('a runner of an older image is told from the others, and leaves when it is asked to', async () => {
  await pool.create('team-a', 0);
  await runner('its own', ({ isCurrent }) => isCurrent);
  await watch.stop();
  pool = open({ runner: { ...settings.runner, image: 'sqllint:next' } });
  watch = pool.watch((namespace) => told.push(namespace));
  const old = await runner('an older one', ({ isCurrent }) => !isCurrent);
  await pool.retire(old);
  await pool.retire(old);
  expect(api.read(`${jobs}/sqllint-pool-0-1`)).toBeUndefined();
});

test('a runner that was asked to leave keeps its place until its pod is gone, however that ends', async () => {
  await pool.create('team-a', 0);
  putPod('sqllint-pool-0-1', { phase: 'Running' });
  await pool.retire(await runner('running', ({ state }) => state === 'running'));
  const leaving = await runner('leaving', ({ state }) => state === 'leaving');
  await pool.create('team-a', 0);
  expect(posts()).toHaveLength(1);
  putStatus('sqllint-pool-0-1', { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] });
  expect(await runner('left', ({ state }) => state === 'left')).toMatchObject({ uid: leaving.uid, failure: undefined });
});

test('a runner whose node is lost while it leaves is given up', async () => {
  await pool.create('team-a', 0);
  putPod('sqllint-pool-0-1', { phase: 'Running' });
  await pool.retire(await runner('running', ({ state }) => state === 'running'));
  putPod('sqllint-pool-0-1', { phase: 'Running' }, { deletionTimestamp: ago(120_000) as unknown as Date });
  await pool.retire(await runner('lost', ({ state }) => state === 'lost'));
  expect(api.read(`${jobs}/sqllint-pool-0-1`)).toBeUndefined();
});

test('a runner of a lost node has a successor of the same name that has nothing to do with the pod left behind', async () => {
  await pool.create('team-a', 0);
  putPod('sqllint-pool-0-1', { phase: 'Running' }, { deletionTimestamp: ago(120_000) as unknown as Date });
  const lost = await runner('lost', ({ state }) => state === 'lost');
  await pool.retire(lost);
  await eventually('forgotten', () => pool.of('team-a').length === 0);
  await pool.create('team-a', 0);
  const successor = await runner('its successor', ({ uid }) => uid !== lost.uid);
  expect(successor).toMatchObject({ name: 'sqllint-pool-0-1', state: 'starting' });
});

test('what the API does not want is a refusal, and so is a namespace without the account', async () => {
  api.refuseWith(new ForbiddenError('jobs.batch is forbidden: exceeded quota: jobs'));
  await expect(pool.create('team-a', 0)).rejects.toMatchObject({
    name: 'WorkloadRefusedError',
    reason: 'QuotaExceeded',
  });
  api.remove(account);
  await expect(pool.create('team-a', 0)).rejects.toMatchObject({
    name: 'WorkloadRefusedError',
    reason: 'ServiceAccountMissing',
    message: expect.stringContaining('add it to the namespaces'),
  });
  expect(posts()).toHaveLength(1);
});

test('Jobs of other programs mean nothing', async () => {
  const { metadata, ...job } = buildPoolJob({ namespace: 'team-a', slot: 0, generation: 1, accountUid: 'u' }, settings);
  const labels = { 'app.kubernetes.io/component': 'other', 'sqllint.dev/pool-slot': '0' };
  api.put(`${jobs}/foreign`, { ...job, metadata: { ...metadata, name: 'foreign', labels } });
  await pool.create('team-a', 1);
  await runner('ours', ({ slot }) => slot === 1);
  expect(pool.of('team-a')).toHaveLength(1);
});
