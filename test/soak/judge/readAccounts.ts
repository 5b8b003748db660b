import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../world.ts';
import type { JobRow, TaskRow } from './accounts.ts';

/** What the database has of all jobs. */
export async function readAccounts({ database }: World): Promise<{
  readonly jobs: readonly JobRow[];
  readonly tasks: readonly TaskRow[];
}> {
  const jobs = await database.query<JobRow>(
    `select job_id as jobId, user_id as userId, status, created_at as createdAt, finished_at as finishedAt
       from linting_jobs`,
  );
  const tasks = await database.query<TaskRow>(
    'select job_id as jobId, status, count(*) as count from linting_tasks group by job_id, status',
  );
  return {
    jobs: jobs.map((job) => ({
      ...job,
      createdAt: Number(job.createdAt),
      finishedAt: job.finishedAt === null ? null : Number(job.finishedAt),
    })),
    tasks: tasks.map((task) => ({ ...task, count: Number(task.count) })),
  };
}

/**
 * Whether every analysed file has its result, once, in the database and on the share.
 * @returns a sentence for each that has not
 */
export async function judgeResults({ database, shareFolder }: World): Promise<readonly string[]> {
  const missing = await database.query<{ task_id: string }>(
    `select t.task_id from linting_tasks t left join lint_results r on r.result_key = t.result_key
      where t.status = 'SUCCESS' and r.result_key is null`,
  );
  const doubled = await database.query<{ result_key: string }>(
    `select distinct result_key from lint_violations
      group by result_key, line_no, line_pos, code, description having count(*) > 1`,
  );
  const miscounted = await database.query<{ result_key: string }>(
    `select r.result_key from lint_results r left join lint_violations v on v.result_key = r.result_key
      group by r.result_key, r.blocker, r.critical, r.major, r.minor, r.info
     having count(v.result_key) <> r.blocker + r.critical + r.major + r.minor + r.info`,
  );
  const paths = await database.query<{ path: string }>('select path from lint_results');
  const absent = shareFolder === undefined ? [] : paths.filter(({ path }) => !existsSync(join(shareFolder, path)));
  return [
    ...missing.map(({ task_id: id }) => `${id} succeeded without a result`),
    ...doubled.map(({ result_key: key }) => `result ${key} has a violation twice`),
    ...miscounted.map(({ result_key: key }) => `result ${key} has other violations than it counts`),
    ...absent.map(({ path }) => `${path} is not on the share`),
  ];
}
