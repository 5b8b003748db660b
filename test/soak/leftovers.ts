import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './world.ts';

const everyMs = 5_000;
const runners = 'app.kubernetes.io/component in (lint-runner, pool-runner)';

/**
 * Waits until nothing of the traffic is left: no unfinished row, and no resource, Kubernetes Job, pod or ConfigMap, since
 * the time of each has passed.
 * @returns what is left after `timeoutMs`, a sentence each
 */
export async function drained(world: World, timeoutMs: number, signal: AbortSignal): Promise<readonly string[]> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const left = await leftovers(world).catch((error: unknown) => [`the cluster did not answer: ${String(error)}`]);
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(everyMs, undefined, { signal });
  }
}

async function leftovers({ kubectl, database }: World): Promise<readonly string[]> {
  const named = async (what: string, ...args: string[]): Promise<string[]> => {
    const names = await kubectl.run(['get', what, '--output', 'name', ...args]);
    return names.split('\n').filter((name) => name !== '');
  };
  const rows = await database.query<{ name: string }>(
    `select concat(job_id, ' is ', status, ' in the database') as name from linting_jobs
      where status in ('ACCEPTED', 'PROCESSING')
      union all
     select concat(task_id, ' of ', job_id, ' is ', status, ' in the database') from linting_tasks
      where status in ('PENDING', 'IN_PROGRESS')`,
  );
  const objects = await Promise.all([
    named('sqllintjobs'),
    named('jobs.batch', '--selector', runners),
    named('pods', '--selector', runners),
    named('configmaps').then((names) => names.filter((name) => name.includes('/soak-'))),
  ]);
  return [...rows.map(({ name }) => name), ...objects.flat().map((name) => `${name} is still there`)];
}
