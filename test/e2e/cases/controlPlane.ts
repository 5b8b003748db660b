import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Case, World } from '../case.ts';
import { applyArchiveJob, applyJob, expectCompleted, finishedJob, inTheMiddle, runnersOf } from '../jobs.ts';
import { checkNothingLeft } from '../nothingLeft.ts';
import { waitFor } from '../waiting.ts';

/** Longer than the Lease of an operator and than a runner's lease of a file, both in the defaults of the product. */
const longerThanLeasesMs = 20_000;

async function operatorLog(world: World, pod: string): Promise<string> {
  return await world.kubectl.run(['logs', pod, '--tail', '5000']);
}

/** On clusters whose node cannot be reached from here there is nothing to be done. */
function onLocalCluster(run: (world: World) => Promise<void>): (world: World) => Promise<void> {
  return async (world) => {
    if (world.cluster.isLocal) await run(world);
  };
}

export const controlPlaneCases: readonly Case[] = [
  {
    name: 'the API server killed during a job cuts every watch at a version that it no longer knows, and nothing is missed',
    timeoutMs: 240_000,
    run: onLocalCluster(async (world) => {
      await applyArchiveJob(world, 'api-killed', 120, { parallelism: 2 });
      await inTheMiddle(world, 'api-killed', 5);
      const leader = await world.leader();
      await world.cluster.signalProgram('kube-apiserver', 'SIGKILL');
      await world.cluster.apiAnswers();
      await applyJob(world, 'after-api', { source: { inline: { sql: `SELECT 1 AS api_${world.salt}\n` } } });
      await expectCompleted(world, 'api-killed', 120);
      assert.equal((await finishedJob(world, 'after-api')).status?.phase, 'Completed');
      assert.match(await operatorLog(world, leader), /"outcome":"expired"/, 'a watch was answered by 410 Gone');
      await checkNothingLeft(world);
    }),
  },
  {
    name: 'etcd that answers nothing for twenty seconds stops nobody for longer',
    timeoutMs: 240_000,
    run: onLocalCluster(async (world) => {
      await applyArchiveJob(world, 'etcd-paused', 120, { parallelism: 2 });
      await inTheMiddle(world, 'etcd-paused', 5);
      await world.cluster.signalProgram('etcd', 'SIGSTOP');
      try {
        await sleep(20_000);
      } finally {
        await world.cluster.signalProgram('etcd', 'SIGCONT');
      }
      await world.cluster.apiAnswers();
      await applyJob(world, 'after-etcd', { source: { inline: { sql: `SELECT 1 AS etcd_${world.salt}\n` } } });
      await expectCompleted(world, 'etcd-paused', 120);
      assert.equal((await finishedJob(world, 'after-etcd')).status?.phase, 'Completed');
      await checkNothingLeft(world);
    }),
  },
  {
    name: 'a runner that stands still for longer than its leases loses its files, and its late results change nothing',
    timeoutMs: 240_000,
    async run(world) {
      await applyArchiveJob(world, 'frozen-runner', 200, { parallelism: 2 });
      await inTheMiddle(world, 'frozen-runner', 10);
      const [pod] = await waitFor(
        'two runners',
        async () => {
          const running = await world.cluster.runningPods(runnersOf('frozen-runner'));
          return running.length === 2 ? running : undefined;
        },
        { timeoutMs: 60_000, everyMs: 200 },
      );
      const name = String(pod?.metadata.name);
      await world.cluster.signal(name, 'SIGSTOP');
      try {
        await sleep(longerThanLeasesMs);
      } finally {
        await world.cluster.signal(name, 'SIGCONT');
      }
      await expectCompleted(world, 'frozen-runner', 200);
      await checkNothingLeft(world);
    },
  },
  {
    name: 'an operator that stands still while another takes over leaves when it wakes up, and its writes harm nobody',
    timeoutMs: 240_000,
    async run(world) {
      await applyArchiveJob(world, 'two-leaders', 200, { parallelism: 2 });
      await inTheMiddle(world, 'two-leaders', 5);
      const before = await world.leader();
      await world.cluster.signal(before, 'SIGSTOP');
      try {
        await waitFor('another operator to lead', async () => ((await world.leader()) === before ? undefined : true), {
          timeoutMs: 60_000,
        });
      } finally {
        await world.cluster.signal(before, 'SIGCONT');
      }
      await waitFor(
        'the former leader to begin anew',
        async () => {
          const path = 'jsonpath={.status.containerStatuses[0].restartCount}';
          return Number(await world.kubectl.run(['get', 'pod', before, '--output', path])) > 0 ? true : undefined;
        },
        { timeoutMs: 60_000 },
      );
      await expectCompleted(world, 'two-leaders', 200);
      await checkNothingLeft(world);
    },
  },
];
