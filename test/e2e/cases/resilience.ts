import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import { applyJob, expectEachFileOnce, finishedJob, inTheMiddle } from '../jobs.ts';
import { sampleFiles, zipOf } from '../sampleSql.ts';
import { waitFor } from '../waiting.ts';

const operatorPods = 'app.kubernetes.io/component=operator';
const databasePods = 'app.kubernetes.io/component=mysql';

async function startArchiveJob(world: World, name: string, files: number, parallelism: number): Promise<void> {
  await world.putOnShare(`archives/${name}.zip`, await zipOf(sampleFiles(files, `${world.salt}-${name}`)));
  await applyJob(world, name, { source: { archive: { path: `archives/${name}.zip` } }, parallelism });
}

async function expectCompleted(world: World, name: string, files: number): Promise<void> {
  const job = await finishedJob(world, name, 240_000);
  assert.equal(job.status?.phase, 'Completed', JSON.stringify(job.status));
  await expectEachFileOnce(world, String(job.status?.jobId), files);
}

function runnersOf(name: string): string {
  return `sqllint.dev/job=${name}`;
}

async function onlyPod(world: World, selector: string): Promise<string> {
  const [pod] = await world.cluster.runningPods(selector);
  if (pod === undefined) throw new Error(`no running pod matches ${selector}`);
  return pod.metadata.name;
}

export const resilienceCases: readonly Case[] = [
  {
    name: 'parallelism 3 runs three pods at once; one deleted and one killed cost nothing',
    timeoutMs: 300_000,
    async run(world) {
      const files = 240;
      await startArchiveJob(world, 'three-pods', files, 3);
      const pods = await waitFor(
        'three runner pods at once',
        async () => {
          const running = await world.cluster.runningPods(runnersOf('three-pods'));
          return running.length === 3 ? running : undefined;
        },
        { timeoutMs: 60_000, everyMs: 200 },
      );
      await inTheMiddle(world, 'three-pods', 10);
      const [deleted, killed] = pods.map((pod) => pod.metadata.name);
      await world.cluster.kill(String(killed));
      await world.kubectl.run(['delete', 'pod', String(deleted), '--wait=false']);
      await expectCompleted(world, 'three-pods', files);
    },
  },
  {
    name: 'the operator killed in the middle of a job carries on after its restart',
    timeoutMs: 300_000,
    async run(world) {
      await startArchiveJob(world, 'operator-killed', 120, 2);
      await inTheMiddle(world, 'operator-killed', 5);
      await world.cluster.kill(await onlyPod(world, operatorPods));
      await expectCompleted(world, 'operator-killed', 120);
    },
  },
  {
    name: 'MySQL restarted during a job loses nothing',
    timeoutMs: 300_000,
    async run(world) {
      await startArchiveJob(world, 'mysql-restarted', 150, 2);
      await inTheMiddle(world, 'mysql-restarted', 5);
      await world.cluster.kill(await onlyPod(world, databasePods));
      await expectCompleted(world, 'mysql-restarted', 150);
    },
  },
];
