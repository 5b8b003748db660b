import assert from 'node:assert/strict';
import type { World } from './case.ts';
import type { JobAnswer } from './gateway.ts';
import { sampleFiles, zipOf } from './sampleSql.ts';
import { waitFor } from './waiting.ts';

export interface JobResource {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status?: {
    readonly workload?: { readonly attempt: number; readonly failures: number };
    readonly phase?: string;
    readonly verdict?: string;
    readonly jobId?: string;
    readonly progress?: { readonly total: number; readonly succeeded: number; readonly failed: number };
    readonly violations?: { readonly total: number };
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
      readonly observedGeneration?: number;
    }[];
  };
}

/** The phases that a job never leaves. */
export const terminalPhases: ReadonlySet<string> = new Set(['Completed', 'PartiallyCompleted', 'Failed', 'Cancelled']);

/** Applies a SqlLintJob under the given name. */
export async function applyJob(world: World, name: string, spec: object): Promise<void> {
  await world.kubectl.apply({ apiVersion: 'sqllint.dev/v1', kind: 'SqlLintJob', metadata: { name }, spec });
}

export function getJob(world: World, name: string): Promise<JobResource> {
  return world.kubectl.json<JobResource>(['get', 'sqllintjob', name]);
}

/** Waits for the end of a job, whatever it is. */
export function finishedJob(world: World, name: string, timeoutMs = 120_000): Promise<JobResource> {
  return waitFor(
    `SqlLintJob ${name} to end`,
    async () => {
      const job = await getJob(world, name);
      return terminalPhases.has(job.status?.phase ?? '') ? job : undefined;
    },
    { timeoutMs },
  );
}

/** Waits for the end of a job as a caller of the gateway sees it. */
export function finishedOverHttp(world: World, jobId: string, timeoutMs = 120_000): Promise<JobAnswer> {
  return waitFor(
    `${jobId} to end over HTTP`,
    async () => {
      const job = await world.gateway.job(jobId);
      return ['COMPLETED', 'PARTIALLY_COMPLETED', 'FAILED', 'CANCELLED'].includes(job.job_status) ? job : undefined;
    },
    { timeoutMs },
  );
}

/** Waits until a job has a condition of that type and reason, and gives its message. */
export function hasCondition(
  world: World,
  name: string,
  type: string,
  reason: RegExp,
  timeoutMs = 60_000,
): Promise<string> {
  return waitFor(
    `SqlLintJob ${name} to be ${type} because of ${reason.source}`,
    async () => {
      const found = condition(await getJob(world, name), type);
      if (found?.status === 'True' && reason.test(found.reason)) return found.message;
      throw new Error(JSON.stringify(found));
    },
    { timeoutMs },
  );
}

/** A ZIP of sample files on the share, and a job for it. */
export async function applyArchiveJob(world: World, name: string, files: number, spec: object = {}): Promise<void> {
  await world.putOnShare(`archives/${name}.zip`, await zipOf(sampleFiles(files, `${world.salt}-${name}`)));
  await applyJob(world, name, { source: { archive: { path: `archives/${name}.zip` } }, ...spec });
}

/** Waits for the end, which must be that every file was analysed. */
export async function expectCompleted(world: World, name: string, files: number): Promise<JobResource> {
  const job = await finishedJob(world, name, 240_000);
  assert.equal(job.status?.phase, 'Completed', JSON.stringify(job.status));
  await expectEachFileOnce(world, String(job.status?.jobId), files);
  return job;
}

/** The pods of a job's runners, whatever they do. */
export function runnersOf(name: string): string {
  return `sqllint.dev/job=${name}`;
}

/** Waits until the runners of a job have some results, but not all. */
export async function inTheMiddle(world: World, name: string, atLeast: number): Promise<string> {
  return await waitFor(
    `SqlLintJob ${name} to be in the middle`,
    async () => {
      const jobId = (await getJob(world, name)).status?.jobId;
      if (jobId === undefined) return undefined;
      const [row] = await world.query<{ done: number; total: number }>(
        "select count(*) as total, coalesce(sum(status = 'SUCCESS'), 0) as done from linting_tasks where job_id = ?",
        [jobId],
      );
      const done = Number(row?.done ?? 0);
      assert.ok(done === 0 || done < Number(row?.total), `${name} ended before anything could be done to it`);
      return done >= atLeast ? jobId : undefined;
    },
    { timeoutMs: 90_000, everyMs: 200 },
  );
}

/**
 * Every file has exactly one task, every task a result, and every result its violations exactly once: each file's
 * violations have distinct positions and codes, and the counts of the result row match its violations.
 */
export async function expectEachFileOnce(world: World, jobId: string, files: number): Promise<void> {
  const tasks = await world.query<{
    entry_index: number;
    file_name: string;
    status: string;
    result_key: string | null;
  }>('select entry_index, file_name, status, result_key from linting_tasks where job_id = ? order by entry_index', [
    jobId,
  ]);
  assert.equal(tasks.length, files, 'one task for each file');
  assert.equal(new Set(tasks.map((task) => task.file_name)).size, files, 'no file twice');
  assert.deepEqual([...new Set(tasks.map((task) => task.status))], ['SUCCESS'], 'every task succeeded');
  const doubled = await world.query<{ result_key: string }>(
    `select v.result_key from lint_violations v
       join (select distinct result_key from linting_tasks where job_id = ?) t on t.result_key = v.result_key
      group by v.result_key, v.line_no, v.line_pos, v.code, v.description having count(*) > 1 limit 5`,
    [jobId],
  );
  assert.deepEqual(doubled, [], 'no violation was stored twice');
  const missing = await world.query<{ task_id: string }>(
    `select t.task_id from linting_tasks t left join lint_results r on r.result_key = t.result_key
      where t.job_id = ? and r.result_key is null limit 5`,
    [jobId],
  );
  assert.deepEqual(missing, [], 'every task has its result');
  const miscounted = await world.query<{ result_key: string }>(
    `select r.result_key from lint_results r
       join (select distinct result_key from linting_tasks where job_id = ?) t on t.result_key = r.result_key
       left join lint_violations v on v.result_key = r.result_key
      group by r.result_key, r.blocker, r.critical, r.major, r.minor, r.info
     having count(v.result_key) <> r.blocker + r.critical + r.major + r.minor + r.info limit 5`,
    [jobId],
  );
  assert.deepEqual(miscounted, [], 'the counts of every result match its violations');
}

export function condition(job: JobResource, type: string) {
  return job.status?.conditions?.find((candidate) => candidate.type === type);
}
