import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newJobId } from '@sqllint/core/job/ids';
import type { JobPhase } from '@sqllint/core/job/states';
import type { SqlLintJob, SqlLintJobSpecInput } from '@sqllint/core/resource/sqlLintJob';
import { StoreUnavailableError } from '@sqllint/core/store/errors';
import { type Answer, call, expectProblem, postJson } from '../testing/calls.ts';
import { type Harness, namespace, openHarness } from '../testing/harness.ts';
import { admit, conclude, remove, runJob, type ScriptedFile } from '../testing/operator.ts';

let harness: Harness;
let api: string;
let storeIsAway = false;

beforeAll(async () => {
  harness = await openHarness({
    replace: ({ store }) => ({
      store: {
        ...store,
        jobs: {
          ...store.jobs,
          get: async (jobId) => {
            if (storeIsAway) throw new StoreUnavailableError('connect ECONNREFUSED 10.0.0.1:3306');
            return await store.jobs.get(jobId);
          },
        },
      },
    }),
  });
  api = `${harness.url}/api/v1`;
});

afterEach(() => {
  storeIsAway = false;
});

afterAll(() => harness.close());

const files: readonly ScriptedFile[] = [
  { fileName: 'good.sql' },
  { fileName: 'slow.sql', failure: { code: 'TIMEOUT', message: 'It took too long.' } },
];

async function read(name: string): Promise<SqlLintJob> {
  const job = await harness.resources.get({ namespace, name });
  if (job === undefined) throw new Error(`there is no resource ${name}`);
  return job;
}

async function submitted(fields: object = {}): Promise<SqlLintJob> {
  const { body } = await postJson(`${api}/jobs`, { sql_content: 'SELECT 1', file_name: '报表.sql', ...fields });
  return await read(body.job_id);
}

async function ended(phase: JobPhase, fields: object = {}): Promise<SqlLintJob> {
  const job = await submitted(fields);
  await runJob(harness, job, files, phase);
  return job;
}

const retry = (jobId: string): Promise<Answer> => call(`${api}/jobs/${jobId}/retry`, { method: 'POST' });

async function retried(jobId: string): Promise<SqlLintJob> {
  const answer = await retry(jobId);
  expect(answer).toMatchObject({ status: 202, body: { job_id: expect.any(String) } });
  expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${answer.body.job_id}`);
  return await read(answer.body.job_id);
}

describe('POST /jobs/{job_id}/retry', () => {
  test.each<JobPhase>(['PartiallyCompleted', 'Failed', 'Cancelled'])(
    'makes a new job of one that ended as %s',
    async (phase) => {
      const job = await ended(phase, { dialect: 'mysql', user_id: 'u1' });
      const again = await retried(job.metadata.name);
      expect(again.metadata.name).not.toBe(job.metadata.name);
      expect(again.metadata).toMatchObject({
        labels: { 'sqllint.dev/retry-of': job.metadata.name, 'sqllint.dev/job-id': again.metadata.name },
        annotations: { 'sqllint.dev/retry-of': job.metadata.name, 'sqllint.dev/file-name': '报表.sql' },
        finalizers: ['sqllint.dev/history'],
      });
      expect(again.spec).toEqual(job.spec);
      expect((await call(`${api}/jobs/${again.metadata.name}`)).body.job_status).toBe('ACCEPTED');
    },
  );

  test('makes one job of many retries at once, and names it as long as it is not finished', async () => {
    const { name } = (await ended('PartiallyCompleted')).metadata;
    const before = (await harness.resources.list(namespace)).length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => retry(name)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.job_id}`)).size).toBe(1);
    const again = await retried(name);
    expect(again.metadata.name).toBe(answers[0]?.body.job_id);
    await expect(harness.resources.list(namespace)).resolves.toHaveLength(before + 1);
  });

  test('goes on with the last retry, until nothing failed in one', async () => {
    const { name } = (await ended('PartiallyCompleted')).metadata;
    const first = await retried(name);
    await runJob(harness, first, files, 'PartiallyCompleted');
    const second = await retried(name);
    expect(second.metadata.labels?.['sqllint.dev/retry-of']).toBe(first.metadata.name);
    expect((await retry(first.metadata.name)).body.job_id).toBe(second.metadata.name);
    await runJob(harness, second, [{ fileName: 'good.sql' }], 'Completed');
    const { detail } = expectProblem(await retry(name), 409, 'NOTHING_TO_RETRY');
    expect(detail).toContain(`by the retry ${second.metadata.name}`);
  });

  test.each<[string, SqlLintJobSpecInput['source']]>([
    ['text', { inline: { sql: 'SELECT 1', fileName: 'q.sql' } }],
    ['ConfigMap', { configMap: { name: 'my-sql' } }],
  ])('repeats a job that was applied with a %s', async (kind, source) => {
    const job = await harness.resources.create({ namespace, name: `applied-${kind.toLowerCase()}`, spec: { source } });
    const jobId = await runJob(harness, job, files, 'PartiallyCompleted');
    const again = await retried(jobId);
    expect(again.spec).toEqual(job.spec);
    expect(again.metadata.labels?.['sqllint.dev/retry-of']).toBe(jobId);
    await remove(harness, job.metadata);
    await remove(harness, again.metadata);
    expectProblem(await retry(jobId), 410, 'SOURCE_GONE');
  });

  test('works from the row once the resource is gone', async () => {
    const job = await ended('PartiallyCompleted', { user_id: 'u7', priority: 5, rules: ['LT01'] });
    await remove(harness, job.metadata);
    const again = await retried(job.metadata.name);
    expect(again.spec).toMatchObject({
      source: { file: { path: job.spec.source.file?.path } },
      profile: 'default',
      execution: 'Pool',
      priority: 5,
      submitter: { userId: 'u7' },
    });
    expect(again.metadata.annotations?.['sqllint.dev/file-name']).toBe('good.sql');
  });

  test('asks to try again while the database is away, which alone may know of an earlier retry', async () => {
    const { name } = (await ended('PartiallyCompleted')).metadata;
    storeIsAway = true;
    expectProblem(await retry(name), 503, 'UNAVAILABLE');
  });

  test('refuses a job that is not finished', async () => {
    const job = await submitted();
    const waiting = expectProblem(await retry(job.metadata.name), 409, 'JOB_NOT_FINISHED');
    expect(waiting.detail).toBe(
      'The job is ACCEPTED; only a finished one can be retried: wait for its end, or cancel it.',
    );
    await admit(harness, job);
    expect(expectProblem(await retry(job.metadata.name), 409, 'JOB_NOT_FINISHED').detail).toContain('is PROCESSING');
  });

  test('refuses a job whose files were all analysed, also once its resource is gone', async () => {
    const job = await submitted();
    await conclude(harness, await admit(harness, job), job.metadata);
    const { detail } = expectProblem(await retry(job.metadata.name), 409, 'NOTHING_TO_RETRY');
    expect(detail).toBe('All files of the job were analysed; there is nothing to retry.');
    await remove(harness, job.metadata);
    expectProblem(await retry(job.metadata.name), 409, 'NOTHING_TO_RETRY');
  });

  test('refuses a job whose source is no longer on the share', async () => {
    const job = await ended('PartiallyCompleted');
    await rm(join(harness.shareDir, job.spec.source.file?.path ?? 'x'));
    const { detail } = expectProblem(await retry(job.metadata.name), 410, 'SOURCE_GONE');
    expect(detail).toMatch(/Put it there again, or submit the job again\.$/);
  });

  test('does not know an unknown job', async () => {
    expectProblem(await retry(newJobId()), 404, 'JOB_NOT_FOUND');
    expectProblem(await retry('x'), 404, 'JOB_NOT_FOUND');
  });
});
