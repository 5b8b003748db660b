import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import { applyArchiveJob, expectCompleted, runnersOf } from '../jobs.ts';
import { checkNothingLeft } from '../nothingLeft.ts';
import { applyProfile } from '../profiles.ts';
import { waitFor } from '../waiting.ts';

const label = 'sqllint.test/lost-node';

/** A node that is only an object: what it is told, nobody does, as when its machine has lost its power. */
async function withLostNode(world: World, run: (node: string) => Promise<void>): Promise<void> {
  const node = `lost-${world.salt}`;
  await world.kubectl.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: node, labels: { [label]: 'yes' } } });
  const capacity = { cpu: '4', memory: '8Gi', pods: '10' };
  const status = {
    capacity,
    allocatable: capacity,
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'It was, once.' }],
  };
  await patchStatus(world, `node/${node}`, status);
  try {
    await run(node);
  } finally {
    await world.kubectl.run(['delete', 'node', node]);
  }
}

async function patchStatus({ kubectl }: World, object: string, status: object): Promise<void> {
  const patch = JSON.stringify({ status });
  await kubectl.run(['patch', object, '--subresource', 'status', '--type', 'merge', '--patch', patch]);
}

async function labelled(world: World, node: string, run: () => Promise<void>): Promise<void> {
  await world.kubectl.run(['label', 'node', node, `${label}=yes`]);
  try {
    await run();
  } finally {
    await world.kubectl.run(['label', 'node', node, `${label}-`]);
  }
}

export const lostNodeCases: readonly Case[] = [
  {
    name: 'a runner whose node is lost is replaced, although its pod never leaves',
    timeoutMs: 300_000,
    async run(world) {
      const alive = await world.kubectl.run(['get', 'nodes', '--output', 'jsonpath={.items[0].metadata.name}']);
      await withLostNode(world, async (lost) => {
        await applyProfile(world, 'lost-node', { runner: { nodeSelector: { [label]: 'yes' } } });
        await applyArchiveJob(world, 'lost-node', 20, { parallelism: 1, backoffLimit: 0, profile: 'lost-node' });
        const pod = await waitFor(
          'a pod on the lost node',
          async () => {
            const [first] = await world.cluster.pods(runnersOf('lost-node'));
            return first?.spec.nodeName === lost ? first.metadata.name : undefined;
          },
          { timeoutMs: 60_000 },
        );
        await patchStatus(world, `pod/${pod}`, { phase: 'Running' });
        await world.kubectl.run(['delete', 'pod', pod, '--grace-period', '1', '--wait=false']);
        await labelled(world, alive, async () => {
          await world.kubectl.run(['cordon', lost]);
          const job = await expectCompleted(world, 'lost-node', 20);
          assert.deepEqual([job.status?.workload?.attempt, job.status?.workload?.failures], [2, 0]);
        });
        assert.equal(
          (await world.cluster.pods(runnersOf('lost-node'))).some(({ metadata }) => metadata.name === pod),
          true,
        );
      });
      await checkNothingLeft(world);
    },
  },
];
