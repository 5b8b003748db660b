import assert from 'node:assert/strict';
import type { World } from './case.ts';
import type { JobResource } from './jobs.ts';
import { terminalPhases } from './jobs.ts';
import { waitFor } from './waiting.ts';

interface Named {
  readonly metadata: { readonly name: string };
}

interface RunnerJob extends Named {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface Pod extends Named {
  readonly status: { readonly phase: string };
}

const runners = 'app.kubernetes.io/component=lint-runner';

/**
 * What holds once nobody submits anything any more, whatever was done to the cluster: every job has an end, in the resource
 * and in the database; no runner is at work; every file of every job has one task, and every analysed one its result.
 */
export async function checkNothingLeft(world: World): Promise<void> {
  await waitFor('every job to end, and all its runners to leave', () => passes(world), { timeoutMs: 120_000 });
  await checkDatabase(world);
}

/** The words of what is left become those of the failure. */
async function passes(world: World): Promise<true> {
  const jobs = await items<JobResource>(world, ['sqllintjobs']);
  assert.deepEqual(
    namesOf(jobs.filter(({ status }) => !terminalPhases.has(status?.phase ?? ''))),
    [],
    'jobs without an end',
  );
  const workloads = await items<RunnerJob>(world, ['jobs.batch', '--selector', runners]);
  assert.deepEqual(namesOf(workloads.filter((job) => !hasEnded(job))), [], 'Kubernetes Jobs that have not ended');
  const pods = await items<Pod>(world, ['pods', '--selector', runners]);
  assert.deepEqual(namesOf(pods.filter(({ status }) => !hasLeft(status.phase))), [], 'pods that have not left');
  return true;
}

async function items<Item>({ kubectl }: World, what: readonly string[]): Promise<readonly Item[]> {
  return (await kubectl.json<{ readonly items: readonly Item[] }>(['get', ...what])).items;
}

function namesOf(objects: readonly Named[]): string[] {
  return objects.map(({ metadata }) => metadata.name);
}

function hasEnded({ status }: RunnerJob): boolean {
  return (status?.conditions ?? []).some(
    (condition) => ['Complete', 'Failed'].includes(condition.type) && condition.status === 'True',
  );
}

function hasLeft(phase: string): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

async function checkDatabase({ query }: World): Promise<void> {
  const open = await query(
    "select job_id, status from linting_jobs where status in ('ACCEPTED', 'PROCESSING') limit 5",
  );
  assert.deepEqual(open, [], 'no row of a job is open');
  const tasks = await query(
    "select job_id, task_id, status from linting_tasks where status in ('PENDING', 'IN_PROGRESS') limit 5",
  );
  assert.deepEqual(tasks, [], 'no task is open');
  const doubled = await query(
    'select job_id, entry_index from linting_tasks group by job_id, entry_index having count(*) > 1 limit 5',
  );
  assert.deepEqual(doubled, [], 'no file has two tasks');
  const missing = await query(
    `select t.task_id from linting_tasks t left join lint_results r on r.result_key = t.result_key
      where t.status = 'SUCCESS' and r.result_key is null limit 5`,
  );
  assert.deepEqual(missing, [], 'every analysed file has its result');
}
