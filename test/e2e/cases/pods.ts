import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import {
  applyArchiveJob,
  applyJob,
  condition,
  expectCompleted,
  finishedJob,
  hasCondition,
  inTheMiddle,
  runnersOf,
} from '../jobs.ts';
import { checkNothingLeft } from '../nothingLeft.ts';
import { applyProfile } from '../profiles.ts';
import { waitFor } from '../waiting.ts';

function inline(world: World, name: string): object {
  return { source: { inline: { sql: `SELECT 1 AS ${name.replaceAll('-', '_')}_${world.salt}\n` } } };
}

async function runningPod(world: World, name: string): Promise<string> {
  const pod = await waitFor(
    `a pod of ${name} to run`,
    async () => (await world.cluster.runningPods(runnersOf(name)))[0]?.metadata.name,
    { timeoutMs: 60_000, everyMs: 200 },
  );
  return pod;
}

async function nodeName({ kubectl }: World): Promise<string> {
  return await kubectl.run(['get', 'nodes', '--output', 'jsonpath={.items[0].metadata.name}']);
}

/**
 * Gives a job a pod that no node takes, lets it be changed in a way that no profile could, and then lets a node take it.
 * @param spec of the job, beside its source and its profile
 */
async function withChangedPod(
  world: World,
  name: string,
  change: (pod: string) => Promise<unknown>,
  spec: object = {},
): Promise<void> {
  const label = `sqllint.test/${name}`;
  await applyProfile(world, name, { runner: { nodeSelector: { [label]: 'here' } } });
  await applyJob(world, name, { ...inline(world, name), ...spec, profile: name });
  await hasCondition(world, name, 'Queued', /^Unschedulable$/);
  const [pod] = await world.cluster.pods(runnersOf(name));
  await change(String(pod?.metadata.name));
  await world.kubectl.run(['label', 'node', await nodeName(world), `${label}=here`]);
}

async function resize({ kubectl }: World, pod: string, memory: string): Promise<void> {
  const resources = { requests: { memory }, limits: { memory } };
  const patch = JSON.stringify({ spec: { containers: [{ name: 'lint-runner', resources }] } });
  await kubectl.run(['patch', 'pod', pod, '--subresource', 'resize', '--patch', patch]);
}

async function forgetLabel(world: World, name: string): Promise<void> {
  await world.kubectl.run(['label', 'node', await nodeName(world), `sqllint.test/${name}-`]);
}

async function expectFailedBecause(world: World, name: string, reason: RegExp, message: RegExp): Promise<void> {
  const job = await finishedJob(world, name, 90_000);
  assert.equal(job.status?.phase, 'Failed', JSON.stringify(job.status));
  assert.match(condition(job, 'Failed')?.reason ?? '', reason);
  assert.match(condition(job, 'Failed')?.message ?? '', message);
}

const brokenImages = [
  {
    what: 'does not exist',
    name: 'no-image',
    image: 'localhost/sqllint-nothing-of-this-name:1',
    reason: /^(ErrImagePull|ImagePullBackOff)$/,
  },
  { what: 'has no valid name', name: 'bad-image', image: 'NOT:A:NAME', reason: /^InvalidImageName$/ },
];

export const podCases: readonly Case[] = [
  ...brokenImages.map(
    ({ what, name, image, reason }): Case => ({
      name: `a pod whose image ${what} is named, and ends its job after the grace period`,
      timeoutMs: 150_000,
      async run(world) {
        await withChangedPod(world, name, (pod) =>
          world.kubectl.run(['set', 'image', `pod/${pod}`, `lint-runner=${image}`]),
        );
        await hasCondition(world, name, 'Queued', reason);
        await expectFailedBecause(world, name, reason, /could not start/);
        await world.kubectl.run(['label', 'node', await nodeName(world), `sqllint.test/${name}-`]);
        await checkNothingLeft(world);
      },
    }),
  ),
  {
    name: 'a pod that no node takes waits, and runs as soon as one does',
    timeoutMs: 120_000,
    async run(world) {
      await applyProfile(world, 'no-node', { runner: { nodeSelector: { 'sqllint.test/no-node': 'here' } } });
      await applyJob(world, 'no-node', { ...inline(world, 'no-node'), profile: 'no-node' });
      assert.match(await hasCondition(world, 'no-node', 'Queued', /^Unschedulable$/), /node affinity|selector/);
      const node = await nodeName(world);
      await world.kubectl.run(['label', 'node', node, 'sqllint.test/no-node=here']);
      await expectCompleted(world, 'no-node', 1);
      await world.kubectl.run(['label', 'node', node, 'sqllint.test/no-node-']);
      await checkNothingLeft(world);
    },
  },
  {
    name: 'a pod whose Secret is missing says so, and runs as soon as it is there',
    timeoutMs: 120_000,
    async run(world) {
      const [pod] = await world.cluster.runningPods('app.kubernetes.io/component=operator');
      const path = '{.spec.containers[0].env[?(@.name=="SQLLINT_DATABASE_URL")].valueFrom.secretKeyRef.name}';
      const name = await world.kubectl.run(['get', 'pod', String(pod?.metadata.name), '--output', `jsonpath=${path}`]);
      const { metadata, ...secret } = await world.kubectl.json<{ readonly metadata: object }>(['get', 'secret', name]);
      await world.kubectl.run(['delete', 'secret', name]);
      try {
        await applyJob(world, 'no-secret', inline(world, 'no-secret'));
        const message = await hasCondition(world, 'no-secret', 'Queued', /^CreateContainerConfigError$/);
        assert.match(message, /secret ".*" not found/);
      } finally {
        const { labels, annotations } = metadata as { readonly labels?: object; readonly annotations?: object };
        await world.kubectl.apply({ ...secret, metadata: { name, labels, annotations } });
      }
      await expectCompleted(world, 'no-secret', 1);
      await checkNothingLeft(world);
    },
  },
  {
    name: 'a runner without memory is named, and ends its job once its backoffLimit is spent',
    timeoutMs: 120_000,
    async run(world) {
      await withChangedPod(world, 'no-memory', (pod) => resize(world, pod, '40Mi'), { backoffLimit: 0 });
      await expectFailedBecause(world, 'no-memory', /^BackoffLimitExceeded$/, /OOMKilled/);
      await forgetLabel(world, 'no-memory');
      await checkNothingLeft(world);
    },
  },
  {
    name: 'an evicted runner is replaced, and is no failure even of a job that allows none',
    timeoutMs: 180_000,
    async run(world) {
      await applyArchiveJob(world, 'evicted', 100, { parallelism: 1, backoffLimit: 0 });
      await inTheMiddle(world, 'evicted', 5);
      const pod = await runningPod(world, 'evicted');
      const path = `/api/v1/namespaces/${world.kubectl.namespace}/pods/${pod}/eviction`;
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod } };
      await world.kubectl.run(['create', '--raw', path, '--filename', '-'], { input: JSON.stringify(eviction) });
      const job = await expectCompleted(world, 'evicted', 100);
      assert.equal(job.status?.workload?.failures, 0);
      await checkNothingLeft(world);
    },
  },
  {
    name: 'a deleted Kubernetes Job is replaced, and costs nothing',
    timeoutMs: 180_000,
    async run(world) {
      await applyArchiveJob(world, 'job-deleted', 100, { parallelism: 1, backoffLimit: 0 });
      await inTheMiddle(world, 'job-deleted', 5);
      await world.kubectl.run(['delete', 'job.batch', 'job-deleted-1', '--wait=false']);
      const job = await expectCompleted(world, 'job-deleted', 100);
      assert.deepEqual([job.status?.workload?.attempt, job.status?.workload?.failures], [2, 0]);
      await checkNothingLeft(world);
    },
  },
];
