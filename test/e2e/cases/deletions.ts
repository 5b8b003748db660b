import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import { applyArchiveJob, applyJob, expectCompleted, inTheMiddle, runnersOf } from '../jobs.ts';
import { checkNothingLeft } from '../nothingLeft.ts';
import { waitFor } from '../waiting.ts';

async function isGone(world: World, ...what: readonly string[]): Promise<true | undefined> {
  return (await world.kubectl.attempt(['get', ...what])).exitCode === 0 ? undefined : true;
}

export const deletionCases: readonly Case[] = [
  {
    name: 'a job that is deleted while it runs leaves with its pods, and its history says so',
    timeoutMs: 180_000,
    async run(world) {
      await applyArchiveJob(world, 'deleted', 300, { parallelism: 2 });
      const jobId = await inTheMiddle(world, 'deleted', 5);
      await world.kubectl.run(['delete', 'slj', 'deleted', '--wait=false']);
      await waitFor('the resource to be gone', () => isGone(world, 'slj', 'deleted'), { timeoutMs: 60_000 });
      await waitFor(
        'its pods to be gone',
        async () => ((await world.cluster.pods(runnersOf('deleted'))).length === 0 ? true : undefined),
        { timeoutMs: 60_000 },
      );
      assert.equal((await world.gateway.job(jobId)).job_status, 'CANCELLED');
      await checkNothingLeft(world);
    },
  },
  {
    name: 'a namespace that is deleted while jobs run in it leaves, and the others go on, also after a restart of the operator',
    timeoutMs: 300_000,
    async run(world) {
      const there = { ...world, kubectl: world.neighbour };
      for (const index of [0, 1, 2]) {
        const sql = `SELECT ${index} AS neighbour_${world.salt};\n`.repeat(400);
        await applyJob(there, `doomed-${index}`, { source: { inline: { sql } } });
      }
      await waitFor(
        'a pod of the neighbour to be made',
        async () => {
          const { items } = await world.neighbour.json<{ items: readonly object[] }>(['get', 'pods']);
          return items.length > 0 ? true : undefined;
        },
        { timeoutMs: 60_000 },
      );
      const name = world.neighbour.namespace;
      await world.kubectl.run(['delete', 'namespace', name, '--wait=false']);
      await waitFor('the namespace to be gone', () => isGone(world, 'namespace', name), { timeoutMs: 120_000 });
      const open = await world.query(
        "select job_id from linting_jobs where namespace = ? and status in ('ACCEPTED', 'PROCESSING')",
        [name],
      );
      assert.deepEqual(open, [], 'every job of the namespace has an end in the database');

      await applyArchiveJob(world, 'after-the-neighbour', 10);
      await expectCompleted(world, 'after-the-neighbour', 10);
      await world.kubectl.run(['rollout', 'restart', 'deployment/sqllint-operator']);
      await world.cluster.rolledOut('deployment/sqllint-operator');
      await applyArchiveJob(world, 'after-the-restart', 10);
      await expectCompleted(world, 'after-the-restart', 10);
      await checkNothingLeft(world);
    },
  },
];
