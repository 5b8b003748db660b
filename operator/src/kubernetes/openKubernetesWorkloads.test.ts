import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { V1Job, V1Pod } from '@kubernetes/client-node';
import { ClusterUnavailableError, ForbiddenError, InvalidResourceError } from '@sqllint/core/cluster/errors';
import type { JobRef, Watch } from '@sqllint/core/cluster/jobResources';
import { createLogger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { eventually } from '../../test/eventually.ts';
import { type FakeApi, fakeApi } from '../../test/fakeApi.ts';
import { aJob } from '../../test/jobs.ts';
import { ago, now } from '../../test/situations.ts';
import type { RunnerWorkloads } from '../cluster/workloads.ts';
import { buildRunnerJob } from './buildRunnerJob.ts';
import { openKubernetesWorkloads } from './openKubernetesWorkloads.ts';
import type { RunnerJobSettings } from './runnerJobSettings.ts';

const settings: RunnerJobSettings = {
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
};
const jobs = '/apis/batch/v1/namespaces/team-a/jobs';
const pods = '/api/v1/namespaces/team-a/pods';
const job = aJob();
const request = { job, attempt: 1, parallelism: 2, backoffLimit: 2, activeDeadlineSeconds: 60 };

let api: FakeApi;
let workloads: RunnerWorkloads;
let watch: Watch;
let told: JobRef[];

beforeEach(async () => {
  api = fakeApi(now);
  told = [];
  const logger = createLogger({ name: 'test', level: 'silent' });
  workloads = openKubernetesWorkloads({
    api,
    namespaces: ['team-a'],
    settings,
    logger,
    now: () => now,
    lookAgainMs: 20,
  });
  watch = workloads.watch((ref) => told.push(ref));
  await watch.ready;
});

afterEach(() => watch.stop());

test('a created workload is pending, runs with its pods, and succeeds with its Job', async () => {
  await workloads.create(request);
  expect(await seen(({ state }) => state === 'pending')).toMatchObject({ attempt: 1, parallelism: 2, active: 0 });
  putPod('nightly-1-a', { phase: 'Running' });
  putPod('nightly-1-b', { phase: 'Pending' });
  expect(await seen(({ state }) => state === 'running')).toMatchObject({ active: 1 });
  putStatus('nightly-1', { succeeded: 2, conditions: [{ type: 'Complete', status: 'True' }] });
  expect(await seen(({ state }) => state === 'succeeded')).toMatchObject({ succeeded: 2 });
  expect(told).toContainEqual(expect.objectContaining({ namespace: 'team-a', name: 'nightly' }));
});

test('creating an attempt again is no error while the owner is the same', async () => {
  await workloads.create(request);
  await workloads.create(request);
  expect(api.requests.filter((line) => line.startsWith('POST'))).toHaveLength(2);
  expect(await seen(({ state }) => state === 'pending')).toMatchObject({ attempt: 1 });
});

test('a Job of the same name that belongs to something else is a refusal', async () => {
  await workloads.create({ ...request, job: aJob({ metadata: { uid: 'an-earlier-one' } }) });
  await expect(workloads.create(request)).rejects.toMatchObject({
    name: 'WorkloadRefusedError',
    reason: 'NameTaken',
  });
});

test('a Job of the same name that is being deleted is waited for', async () => {
  await workloads.create(request);
  const stored = api.read(`${jobs}/nightly-1`) as V1Job;
  api.put(`${jobs}/nightly-1`, { ...stored, metadata: { ...stored.metadata, deletionTimestamp: new Date(now) } });
  await expect(workloads.create(request)).rejects.toMatchObject({ name: 'ConflictError' });
});

test.each([
  [new ForbiddenError('jobs.batch "nightly-1" is forbidden: exceeded quota: pods'), 'QuotaExceeded'],
  [new ForbiddenError('admission webhook "x" denied the request'), 'RunnerForbidden'],
  [new InvalidResourceError('spec.template: Invalid value'), 'RunnerInvalid'],
  [new InvalidResourceError("ValidatingAdmissionPolicy 'x' with binding 'y' denied request: no"), 'RunnerForbidden'],
  [new ClusterUnavailableError('Internal error occurred: failed calling webhook "x": timeout'), 'WebhookUnavailable'],
])('what the API does not want is a refusal: %s', async (error, reason) => {
  api.refuseWith(error);
  await expect(workloads.create(request)).rejects.toMatchObject({ name: 'WorkloadRefusedError', reason });
});

test('a Job that the watch has not told of yet is read live', async () => {
  await watch.stop();
  const logger = createLogger({ name: 'test', level: 'silent' });
  await openKubernetesWorkloads({ api, namespaces: ['team-a'], settings, logger }).create(request);
  expect(await workloads.observe(job)).toBeUndefined();
  expect(await workloads.observe(withAttempt(1))).toMatchObject({ attempt: 1, state: 'pending' });
  expect(await workloads.observe(withAttempt(2))).toBeUndefined();
});

test('a Job that was just created is known before the watch tells of it, and not after it was deleted', async () => {
  await watch.stop();
  await workloads.create(request);
  expect(await workloads.observe(job)).toMatchObject({ attempt: 1, state: 'pending' });
  await workloads.delete(job);
  expect(api.read(`${jobs}/nightly-1`)).toBeUndefined();
  expect(await workloads.observe(job)).toBeUndefined();
});

test('what the watch tells of a Job that was just created is believed', async () => {
  await workloads.create(request);
  putStatus('nightly-1', { succeeded: 2, conditions: [{ type: 'Complete', status: 'True' }] });
  await seen(({ state }) => state === 'succeeded');
  api.remove(`${jobs}/nightly-1`);
  await eventually('it is seen to be gone', async () => (await workloads.observe(job)) === undefined);
});

test('a pod that cannot pull its image, one without room and one without its claim are told apart', async () => {
  await workloads.create(request);
  putPod('nightly-1-a', {
    phase: 'Pending',
    containerStatuses: [waiting('ImagePullBackOff', 'Back-off pulling image')],
  });
  putPod('nightly-1-b', {
    phase: 'Pending',
    conditions: [unschedulable('0/1 nodes are available: 1 Insufficient cpu.')],
  });
  putPod('nightly-1-c', {
    phase: 'Pending',
    conditions: [unschedulable('persistentvolumeclaim "share" not found')],
  });
  putPod('nightly-1-d', { phase: 'Pending', containerStatuses: [waiting('ContainerCreating')] });
  const { troubles } = await seen((workload) => workload.troubles.length === 3);
  expect(troubles).toEqual([
    { kind: 'broken', reason: 'ImagePullBackOff', message: 'Back-off pulling image', since: now - 10_000 },
    { kind: 'noRoom', reason: 'Unschedulable', message: expect.stringContaining('cpu'), since: now - 5_000 },
    { kind: 'broken', reason: 'Unschedulable', message: expect.stringContaining('not found'), since: now - 5_000 },
  ]);
});

test('while an init container waits, its words count', async () => {
  await workloads.create(request);
  putPod('nightly-1-a', {
    phase: 'Pending',
    initContainerStatuses: [waiting('ErrImagePull', 'no such image')],
    containerStatuses: [waiting('PodInitializing')],
  });
  const { troubles } = await seen((workload) => workload.troubles.length === 1);
  expect(troubles).toMatchObject([{ kind: 'broken', reason: 'ErrImagePull', message: 'no such image' }]);
});

test('a Job whose pods are refused has the words of its newest event', async () => {
  await workloads.create(request);
  const stored = api.read(`${jobs}/nightly-1`) as V1Job;
  const creationTimestamp = ago(5_000) as unknown as Date;
  api.put(`${jobs}/nightly-1`, { ...stored, metadata: { ...stored.metadata, creationTimestamp } });
  const note = 'Error creating: pods "nightly-1-nxpkr" is forbidden: exceeded quota: small';
  const event = { regarding: { uid: stored.metadata?.uid }, note, deprecatedLastTimestamp: ago(2_000) };
  api.put('/apis/events.k8s.io/v1/namespaces/team-a/events', { items: [event] } as V1Job);
  const { troubles } = await seen((workload) => workload.troubles.length === 1);
  expect(troubles).toEqual([
    {
      kind: 'noRoom',
      reason: 'QuotaExceeded',
      message: 'pods "nightly-1-*" is forbidden: exceeded quota: small',
      since: now - 5_000,
    },
  ]);
});

test('a Job without pods is looked at again until an event says why', async () => {
  await workloads.create(request);
  await seen(({ state }) => state === 'pending');
  const stored = api.read(`${jobs}/nightly-1`) as V1Job;
  const creationTimestamp = ago(2_000) as unknown as Date;
  api.put(`${jobs}/nightly-1`, { ...stored, metadata: { ...stored.metadata, creationTimestamp } });
  await seen(({ createdAt }) => createdAt === now - 2_000);
  const before = told.length;
  await eventually('it is named although nothing changed', async () => told.length > before);
});

test('a pod that waited long for room has its whole time to start once it has a node', async () => {
  await workloads.create(request);
  const conditions = [placed(30_000)];
  const failing = [waiting('ErrImagePull', 'no such image')];
  putPod('nightly-1-a', { phase: 'Pending', conditions, containerStatuses: failing }, ago(1_200_000));
  putPod(
    'nightly-1-b',
    { phase: 'Pending', conditions, containerStatuses: [waiting('ContainerCreating')] },
    ago(1_200_000),
  );
  putPod(
    'nightly-1-c',
    { phase: 'Pending', conditions: [placed(70_000)], containerStatuses: [waiting('ContainerCreating')] },
    ago(1_200_000),
  );
  const { troubles } = await seen((workload) => workload.troubles.length === 2);
  expect(troubles).toMatchObject([
    { kind: 'broken', reason: 'ErrImagePull', since: now - 30_000 },
    { kind: 'slow', reason: 'ContainerCreating', since: now - 70_000 },
  ]);
});

test('a pod that has been starting for more than a minute is slow, not broken', async () => {
  await workloads.create(request);
  putPod('nightly-1-a', { phase: 'Pending', containerStatuses: [waiting('ContainerCreating')] }, ago(61_000));
  const { troubles } = await seen((workload) => workload.troubles.length === 1);
  expect(troubles[0]).toMatchObject({ kind: 'slow', reason: 'ContainerCreating' });
});

test('a failed Job has its own reason, and the words of the pod that failed last', async () => {
  await workloads.create(request);
  const log = '{"level":50,"msg":"the share cannot be read","err":{"message":"EACCES"}}\n';
  putPod('nightly-1-a', { phase: 'Failed', containerStatuses: [ended(137, 'OOMKilled', '', 9_000)] });
  putPod('nightly-1-b', { phase: 'Failed', containerStatuses: [ended(1, 'Error', `Starting.\n${log}`, 1_000)] });
  putStatus('nightly-1', {
    failed: 3,
    conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'limit reached' }],
  });
  expect(await seen(({ state }) => state === 'failed')).toMatchObject({
    failed: 3,
    reason: 'BackoffLimitExceeded',
    failure: {
      publicMessage: 'The last runner crashed with exit code 1; its log says why.',
      detail: 'pod nightly-1-b: Error: exit code 1',
      lastWords: 'the share cannot be read: EACCES',
    },
  });
});

test('an evicted pod has the reason of the pod', async () => {
  await workloads.create(request);
  putPod('nightly-1-a', { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' });
  expect(await seen(({ reason }) => reason !== undefined)).toMatchObject({
    reason: 'Evicted',
    failure: { detail: 'pod nightly-1-a: Evicted: The node was low on memory.' },
  });
});

test('a suspended Job is queued', async () => {
  await workloads.create(request);
  const stored = api.read(`${jobs}/nightly-1`) as V1Job;
  api.put(`${jobs}/nightly-1`, { ...stored, spec: { template: {}, ...stored.spec, suspend: true } });
  await seen(({ state }) => state === 'queued');
});

test('scaling changes the parallelism of the newest Job', async () => {
  await workloads.create(request);
  await workloads.scale(withAttempt(1), 5);
  await seen(({ parallelism }) => parallelism === 5);
});

test('the parallelism of a Job in a queue changes only while it waits', async () => {
  const { metadata, ...rest } = job;
  const queued = { ...rest, metadata: { ...metadata, labels: { 'kueue.x-k8s.io/queue-name': 'batch' } } };
  await workloads.create({ ...request, job: queued });
  await seen(({ state }) => state === 'queued');
  await workloads.scale(withAttempt(1), 3);
  await seen(({ parallelism }) => parallelism === 3);
  const stored = api.read(`${jobs}/nightly-1`) as V1Job;
  api.put(`${jobs}/nightly-1`, { ...stored, spec: { template: {}, ...stored.spec, suspend: false } });
  await seen(({ state }) => state === 'pending');
  await workloads.scale(withAttempt(1), 5);
  expect(api.read(`${jobs}/nightly-1`)).toMatchObject({ spec: { parallelism: 3 } });
});

test('a Job that was let go after a long wait in its queue is not late with its pods', async () => {
  const { metadata, ...rest } = job;
  const queued = { ...rest, metadata: { ...metadata, labels: { 'kueue.x-k8s.io/queue-name': 'batch' } } };
  await workloads.create({ ...request, job: queued });
  const stored = api.read(`${jobs}/nightly-1`) as V1Job;
  const creationTimestamp = ago(1_200_000) as unknown as Date;
  const waiting = { ...stored, metadata: { ...stored.metadata, creationTimestamp } };
  api.put(`${jobs}/nightly-1`, { ...waiting, spec: { template: {}, ...stored.spec, suspend: false } });
  expect(await seen(({ state }) => state === 'pending')).toMatchObject({ createdAt: now - 1_200_000, troubles: [] });
});

test('a job whose profile says what is not allowed any more gets no pods', async () => {
  const scheduling = { nodeSelector: { pool: 'apart' } };
  await expect(workloads.create({ ...request, scheduling })).rejects.toMatchObject({
    name: 'WorkloadRefusedError',
    reason: 'SchedulingNotAllowed',
    message: expect.stringContaining('spec.runner.nodeSelector is not allowed'),
  });
  expect(api.read(`${jobs}/nightly-1`)).toBeUndefined();
});

test('deleting takes the Jobs of all attempts, and nothing of others', async () => {
  await workloads.create(request);
  await workloads.create({ ...request, attempt: 2 });
  await workloads.create({ ...request, job: aJob({ name: 'other' }) });
  await seen(({ attempt }) => attempt === 2);
  await workloads.delete(withAttempt(2));
  expect(api.read(`${jobs}/nightly-1`) ?? api.read(`${jobs}/nightly-2`)).toBeUndefined();
  expect(api.read(`${jobs}/other-1`)).toBeDefined();
  await eventually('it is seen to be gone', async () => (await workloads.observe(job)) === undefined);
  await workloads.delete(withAttempt(2));
});

describe('where the operator has lost its rights', () => {
  const refused = new ForbiddenError('jobs.batch "nightly-1" is forbidden: User "operator" cannot get resource "jobs"');
  const leaving = aJob({
    metadata: { deletionTimestamp: ago(0) },
    status: { workload: { attempt: 1, failures: 0, createdAt: ago(0) } },
  });
  const refuse = (method: string): void => {
    const { request: answer } = api;
    api.request = async (asked) => {
      if (asked.method === method) throw refused;
      return await answer(asked);
    };
  };

  test('a job that is being deleted has no workload that could be seen', async () => {
    refuse('GET');
    expect(await workloads.observe(leaving)).toBeUndefined();
  });

  test.each([['GET'], ['DELETE']])(
    'the workload of a job that is being deleted counts as deleted: %s',
    async (method) => {
      await workloads.create(request);
      await seen(({ attempt }) => attempt === 1);
      refuse(method);
      await workloads.delete(leaving);
      expect(api.read(`${jobs}/nightly-1`)).toBeDefined();
    },
  );

  test('any other job waits until it has them again', async () => {
    refuse('GET');
    await expect(workloads.observe(withAttempt(1))).rejects.toThrow(refused);
    await expect(workloads.delete(withAttempt(1))).rejects.toThrow(refused);
  });

  test('a job that is being deleted still waits for an API that does not answer', async () => {
    api.request = async () => {
      throw new ClusterUnavailableError('no answer');
    };
    await expect(workloads.observe(leaving)).rejects.toThrow('no answer');
    await expect(workloads.delete(leaving)).rejects.toThrow('no answer');
  });
});

test('a change that means nothing to us is not told', async () => {
  await workloads.create(request);
  putPod('nightly-1-a', { phase: 'Running' });
  await seen(({ active }) => active === 1);
  const before = told.length;
  putPod('nightly-1-a', { phase: 'Running', podIP: '10.0.0.7' });
  putPod('nightly-1-b', { phase: 'Running' });
  await seen(({ active }) => active === 2);
  expect(told.length).toBe(before + 1);
});

test('all namespaces are watched when all are served', async () => {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const everywhere = openKubernetesWorkloads({ api, namespaces: 'all', settings, logger });
  const all = everywhere.watch(() => undefined);
  await all.ready;
  await all.stop();
  expect(api.requests).toEqual(expect.arrayContaining(['GET /apis/batch/v1/jobs', 'GET /api/v1/pods']));
});

function withAttempt(attempt: number): SqlLintJob {
  return aJob({ status: { workload: { attempt, failures: 0, createdAt: ago(0) } } });
}

type Seen = NonNullable<Awaited<ReturnType<RunnerWorkloads['observe']>>>;

function seen(wanted: (workload: Seen) => boolean): Promise<Seen> {
  return eventually('the workload is seen so', async () => {
    const workload = await workloads.observe(job);
    return workload !== undefined && wanted(workload) ? workload : undefined;
  });
}

function putStatus(name: string, status: NonNullable<V1Job['status']>): void {
  api.put(`${jobs}/${name}`, { ...(api.read(`${jobs}/${name}`) as V1Job), status });
}

function putPod(name: string, status: NonNullable<V1Pod['status']>, createdAt = ago(10_000)): void {
  const template = buildRunnerJob(request, settings).spec?.template;
  // JSON has strings where the generated type says Date.
  const creationTimestamp = createdAt as unknown as Date;
  const metadata = { ...template?.metadata, name, namespace: 'team-a', creationTimestamp };
  api.put(`${pods}/${name}`, { metadata, status } as V1Pod);
}

function waiting(reason: string, message?: string) {
  return { ...container, state: { waiting: { reason, ...(message && { message }) } } };
}

function ended(exitCode: number, reason: string, message: string, msAgo: number) {
  const finishedAt = ago(msAgo) as unknown as Date;
  return { ...container, state: { terminated: { exitCode, reason, message, finishedAt } } };
}

const container = { name: 'lint-runner', image: '', imageID: '', ready: false, restartCount: 0 };

function placed(msAgo: number) {
  return { type: 'PodScheduled', status: 'True', lastTransitionTime: ago(msAgo) as unknown as Date };
}

function unschedulable(message: string) {
  const lastTransitionTime = ago(5_000) as unknown as Date;
  return { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime };
}
