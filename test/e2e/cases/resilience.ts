import type { Case, World } from '../case.ts';
import { applyArchiveJob, expectCompleted, inTheMiddle, runnersOf } from '../jobs.ts';
import { checkNothingLeft } from '../nothingLeft.ts';
import { waitFor } from '../waiting.ts';

const operatorPods = 'app.kubernetes.io/component=operator';
const databasePods = 'app.kubernetes.io/component=mysql';

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
      await applyArchiveJob(world, 'three-pods', files, { parallelism: 3 });
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
      await checkNothingLeft(world);
    },
  },
  {
    name: 'the operator killed in the middle of a job carries on after its restart',
    timeoutMs: 300_000,
    async run(world) {
      await applyArchiveJob(world, 'operator-killed', 120, { parallelism: 2 });
      await inTheMiddle(world, 'operator-killed', 5);
      await world.cluster.kill(await onlyPod(world, operatorPods));
      await expectCompleted(world, 'operator-killed', 120);
      await checkNothingLeft(world);
    },
  },
  {
    name: 'MySQL restarted during a job loses nothing',
    timeoutMs: 300_000,
    async run(world) {
      await applyArchiveJob(world, 'mysql-restarted', 150, { parallelism: 2 });
      await inTheMiddle(world, 'mysql-restarted', 5);
      await world.cluster.kill(await onlyPod(world, databasePods));
      await expectCompleted(world, 'mysql-restarted', 150);
      await checkNothingLeft(world);
    },
  },
];
