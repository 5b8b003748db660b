import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import { type JobResource, terminalPhases } from '../jobs.ts';
import { checkNothingLeft } from '../nothingLeft.ts';
import { waitFor } from '../waiting.ts';

const batch = 'sqllint.test/batch';

/** Many jobs of one file each, in one request. */
async function applyMany(world: World, name: string, count: number, spec: object = {}): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => ({
    apiVersion: 'sqllint.dev/v1',
    kind: 'SqlLintJob',
    metadata: { name: `${name}-${index}`, labels: { [batch]: name } },
    spec: { source: { inline: { sql: `SELECT ${index} AS ${name}_${world.salt}\n` } }, ...spec },
  }));
  await world.kubectl.apply({ apiVersion: 'v1', kind: 'List', items });
}

async function phasesOf(world: World, name: string): Promise<readonly string[]> {
  const selector = ['--selector', `${batch}=${name}`];
  const { items } = await world.kubectl.json<{ items: readonly JobResource[] }>(['get', 'sqllintjobs', ...selector]);
  return items.map(({ status }) => status?.phase ?? 'none');
}

async function waitForEnds(world: World, name: string, atLeast: number, timeoutMs: number): Promise<readonly string[]> {
  return await waitFor(
    `${atLeast} jobs of ${name} to end`,
    async () => {
      const phases = await phasesOf(world, name);
      const ended = phases.filter((phase) => terminalPhases.has(phase)).length;
      if (ended >= atLeast) return phases;
      throw new Error(`${ended} have ended`);
    },
    { timeoutMs, everyMs: 1_000 },
  );
}

export const manyJobCases: readonly Case[] = [
  {
    name: 'the operator that leads is killed twice while thirty jobs run, and each ends once',
    timeoutMs: 300_000,
    async run(world) {
      const count = 30;
      await applyMany(world, 'storm', count);
      for (const ended of [3, 12]) {
        await waitForEnds(world, 'storm', ended, 120_000);
        await world.cluster.kill(await world.leader());
      }
      const phases = await waitForEnds(world, 'storm', count, 240_000);
      assert.deepEqual([...new Set(phases)], ['Completed']);
      const rows = await world.query<{ job_id: string; tasks: number }>(
        `select j.job_id, count(t.task_id) as tasks from linting_jobs j left join linting_tasks t on t.job_id = j.job_id
          where j.name like 'storm-%' group by j.job_id`,
      );
      assert.equal(rows.length, count, 'one row for each job');
      assert.deepEqual([...new Set(rows.map(({ tasks }) => Number(tasks)))], [1]);
      await checkNothingLeft(world);
    },
  },
  {
    name: 'a hundred jobs that are cancelled at once end as Cancelled, and leave no pod',
    timeoutMs: 240_000,
    async run(world) {
      const count = 100;
      await applyMany(world, 'cancelled-many', count);
      await waitFor(
        'the first of them to be worked on',
        async () => ((await phasesOf(world, 'cancelled-many')).includes('Processing') ? true : undefined),
        { timeoutMs: 90_000 },
      );
      await applyMany(world, 'cancelled-many', count, { cancelled: true });
      const phases = await waitForEnds(world, 'cancelled-many', count, 120_000);
      assert.ok(phases.filter((phase) => phase === 'Cancelled').length >= count / 2, phases.join());
      assert.deepEqual(
        phases.filter((phase) => phase !== 'Cancelled' && phase !== 'Completed'),
        [],
      );
      await checkNothingLeft(world);
    },
  },
];
