import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import { applyArchiveJob, inTheMiddle, runnersOf } from '../jobs.ts';
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
      const job = await waitFor('the gateway to answer', () => world.gateway.job(jobId), { timeoutMs: 30_000 });
      assert.equal(job.job_status, 'CANCELLED');
      await checkNothingLeft(world);
    },
  },
];
