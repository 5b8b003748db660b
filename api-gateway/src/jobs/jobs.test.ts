import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ClusterUnavailableError } from '@sqllint/core/cluster/errors';
import { jobIdOfUid, newJobId } from '@sqllint/core/job/ids';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { StoreUnavailableError } from '@sqllint/core/store/errors';
import type { StoredViolation } from '@sqllint/core/store/types';
import { call, expectProblem, postJson } from '../testing/calls.ts';
import { type Harness, namespace, openHarness } from '../testing/harness.ts';
import { admit, analyse, expand, remove, runJob, violation } from '../testing/operator.ts';
import { statisticsSchema } from './getStatistics.ts';
import { jobViewSchema } from './jobView.ts';
import { violationPageSchema } from './listViolations.ts';

let harness: Harness;
let api: string;
let storeIsAway = false;
let clusterIsAway = false;

beforeAll(async () => {
  harness = await openHarness({
    replace: ({ store, resources }) => ({
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
      resources: {
        ...resources,
        get: async (ref) => {
          if (clusterIsAway) throw new ClusterUnavailableError('connect ECONNREFUSED 10.0.0.1:443');
          return await resources.get(ref);
        },
      },
    }),
  });
  api = `${harness.url}/api/v1`;
});

afterEach(() => {
  storeIsAway = false;
  clusterIsAway = false;
});

afterAll(() => harness.close());

async function submit(fields: object = {}): Promise<SqlLintJob> {
  const { body } = await postJson(`${api}/jobs`, { sql_content: 'SELECT 1', ...fields });
  const job = await harness.resources.get({ namespace, name: body.job_id });
  if (job === undefined) throw new Error('there is no resource');
  return job;
}

async function appeared(userId: string): Promise<SqlLintJob> {
  for (let tries = 0; tries < 500; tries += 1) {
    const found = (await harness.resources.list(namespace)).find(({ spec }) => spec.submitter?.userId === userId);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the gateway created no resource');
}

/** As `kubectl apply` makes it. */
function apply(name: string, inNamespace = namespace): Promise<SqlLintJob> {
  return harness.resources.create({ namespace: inNamespace, name, spec: { source: { inline: { sql: 'SELECT 1' } } } });
}

const critical: StoredViolation = { ...violation, code: 'PRS', rule: '', severity: 'Critical', lineNo: 2 };
const files = [
  { fileName: 'a.sql', violations: [violation, critical] },
  { fileName: '目录/b.sql', violations: [violation] },
  { fileName: 'c.sql', failure: { code: 'UNDECODABLE', message: 'No encoding reads it.' } },
] as const;

describe('GET /jobs/{job_id}', () => {
  test('shows a job from its resource until the operator has seen it', async () => {
    const job = await submit({ user_id: 'u1', product_name: 'demo' });
    const answer = await call(`${api}/jobs/${job.metadata.name}`);
    expect(answer.status).toBe(200);
    expect(jobViewSchema.parse(answer.body)).toEqual({
      job_id: job.metadata.name,
      job_status: 'ACCEPTED',
      submission_type: 'SINGLE_FILE',
      source_path: job.spec.source.file?.path,
      error_message: null,
      created_at: new Date(job.metadata.creationTimestamp).toISOString(),
      updated_at: new Date(job.metadata.creationTimestamp).toISOString(),
      verdict: null,
      started_at: null,
      finished_at: null,
      user_id: 'u1',
      product_name: 'demo',
      warnings: [],
      progress: { total: 0, pending: 0, in_progress: 0, succeeded: 0, failed: 0, cached: 0 },
      sub_tasks: { total: 0, page: 1, size: 10, items: [] },
    });
  });

  test('shows which settings of the source do not count', async () => {
    const warnings = ['db/.sqlfluff: The setting "templater" is refused.', '目录/.sqlfluff: The file is ignored.'];
    const job = await submit();
    await expand(harness, await admit(harness, job), [], warnings);
    const shown = async () => jobViewSchema.parse((await call(`${api}/jobs/${job.metadata.name}`)).body).warnings;
    expect(await shown()).toEqual(warnings);
  });

  test('shows every field of a finished job', async () => {
    const job = await submit({ user_id: 'u1' });
    await runJob(harness, job, files);
    const view = jobViewSchema.parse((await call(`${api}/jobs/${job.metadata.name}`)).body);
    expect(view).toMatchObject({
      job_status: 'COMPLETED',
      verdict: 'Passed',
      user_id: 'u1',
      progress: { total: 3, pending: 0, in_progress: 0, succeeded: 2, failed: 1 },
      sub_tasks: { total: 3, page: 1, size: 10 },
    });
    expect(view.finished_at).not.toBeNull();
    expect(view.sub_tasks.items.map(({ file_name, status, error_code }) => [file_name, status, error_code])).toEqual([
      ['a.sql', 'SUCCESS', null],
      ['目录/b.sql', 'SUCCESS', null],
      ['c.sql', 'FAILURE', 'UNDECODABLE'],
    ]);
    expect(view.sub_tasks.items[0]?.result_file_path).toMatch(/^results\/[0-9a-f]{2}\/[0-9a-f]{64}\.json$/);
    expect(view.sub_tasks.items[2]).toMatchObject({ result_file_path: null, error_message: 'No encoding reads it.' });
  });

  test('shows the files page by page, in their order', async () => {
    const job = await submit();
    const jobId = await admit(harness, job);
    const names = Array.from({ length: 12 }, (_, index) => `${index}.sql`);
    await expand(
      harness,
      jobId,
      names.map((fileName) => ({ fileName })),
    );
    const pages = await Promise.all(
      ['', '?page=2', '?page=3', '?page=2&size=5', '?size=500'].map(async (query) => {
        const { sub_tasks } = (await call(`${api}/jobs/${jobId}${query}`)).body;
        expect(sub_tasks.total).toBe(12);
        return sub_tasks.items.map((item: { file_name: string }) => item.file_name);
      }),
    );
    expect(pages).toEqual([names.slice(0, 10), names.slice(10), [], names.slice(5, 10), names]);
  });

  test('shows the message of a job that failed', async () => {
    const job = await submit();
    const jobId = await admit(harness, job);
    const errorMessage = 'The ZIP has no SQL file.';
    await harness.store.jobs.finish(jobId, { status: 'FAILED', verdict: null, errorMessage });
    const { body } = await call(`${api}/jobs/${jobId}`);
    expect(body).toMatchObject({ job_status: 'FAILED', error_message: errorMessage });
  });

  test('shows the message of a job that failed before it had a row', async () => {
    const job = await submit();
    await harness.resources.applyStatus(job.metadata, {
      phase: 'Failed',
      conditions: [
        {
          type: 'Failed',
          status: 'True',
          reason: 'SourceMissing',
          message: 'It is gone.',
          lastTransitionTime: new Date().toISOString(),
        },
      ],
    });
    const { body } = await call(`${api}/jobs/${job.metadata.name}`);
    expect(body).toMatchObject({ job_status: 'FAILED', error_message: 'It is gone.' });
  });

  test('finds a job that was applied by kubectl by the id of its uid', async () => {
    const job = await apply('nightly');
    const jobId = jobIdOfUid(job.metadata.uid);
    await expect(call(`${api}/jobs/${jobId}`)).resolves.toMatchObject({
      status: 200,
      body: { job_id: jobId, source_path: 'inline/inline.sql' },
    });
  });

  test.each([['nightly'], ['job-'], ['job-0'], [newJobId()], ['%2e%2e%2fetc'], ['job-1%00'], ['JOB-1']])(
    'does not know %s',
    async (id) => {
      const body = expectProblem(await call(`${api}/jobs/${id}`), 404, 'JOB_NOT_FOUND');
      expect(body.detail).toBe('Job not found');
    },
  );

  test('does not show jobs of another namespace', async () => {
    const job = await apply('foreign', 'team-b');
    const jobId = jobIdOfUid(job.metadata.uid);
    expectProblem(await call(`${api}/jobs/${jobId}`), 404, 'JOB_NOT_FOUND');
    await runJob(harness, job, files);
    expectProblem(await call(`${api}/jobs/${jobId}`), 404, 'JOB_NOT_FOUND');
    const [task] = await harness.store.tasks.page(jobId, 0, 1);
    expectProblem(await call(`${api}/tasks/${task?.taskId}`), 404, 'TASK_NOT_FOUND');
    expectProblem(await call(`${api}/tasks/${task?.taskId}/result`), 404, 'TASK_NOT_FOUND');
    expectProblem(await postJson(`${api}/jobs/${jobId}/cancel`, {}), 404, 'JOB_NOT_FOUND');
  });

  test.each(['page=0', 'page=-1', 'page=x', 'size=0', 'size=501', 'size=1&size=2', 'page=1e3', 'page='])(
    'refuses %s',
    async (query) => {
      const job = await submit();
      const body = expectProblem(await call(`${api}/jobs/${job.metadata.name}?${query}`), 400, 'INVALID_REQUEST');
      expect(body.errors?.[0]?.remedy).toMatch(/^send a whole number from 1 to \d+$/);
    },
  );

  test('says when to try again while the database is away, and goes on taking submissions', async () => {
    const job = await submit();
    storeIsAway = true;
    const answer = await call(`${api}/jobs/${job.metadata.name}`);
    const body = expectProblem(answer, 503, 'UNAVAILABLE');
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(body.detail).toBe('The database does not answer; try again soon.');
    expect((await postJson(`${api}/jobs`, { sql_content: 'SELECT 1' })).status).toBe(202);
  });

  test('tells only the id of a job that ended within the wait while the database is away', async () => {
    const answering = postJson(`${api}/jobs?wait=30`, { sql_content: 'SELECT 1', user_id: 'waits' });
    const job = await appeared('waits');
    storeIsAway = true;
    await harness.resources.applyStatus(job.metadata, { phase: 'Completed', verdict: 'Passed' });
    await expect(answering).resolves.toMatchObject({ status: 202, body: { job_id: job.metadata.name } });
  });

  test('ends an event stream whose last event cannot be read, so that the caller connects again', async () => {
    const job = await submit();
    const response = await fetch(`${api}/jobs/${job.metadata.name}/events`);
    storeIsAway = true;
    await harness.resources.applyStatus(job.metadata, { phase: 'Completed', verdict: 'Passed' });
    const text = await response.text();
    expect(text).toContain('event: progress');
    expect(text).not.toContain('event: finished');
  });

  test('shows a job that the database knows while Kubernetes is away', async () => {
    const job = await submit();
    const jobId = await runJob(harness, job, files);
    clusterIsAway = true;
    expect((await call(`${api}/jobs/${jobId}`)).status).toBe(200);
    expectProblem(await call(`${api}/jobs/${newJobId()}`), 503, 'UNAVAILABLE');
  });

  test('answers HEAD without a body', async () => {
    const job = await submit();
    const answer = await call(`${api}/jobs/${job.metadata.name}`, { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, body: '' });
  });
});

describe('GET /jobs/{job_id}/violations', () => {
  test('lists them page by page in order of file and line', async () => {
    const jobId = await runJob(harness, await submit(), files);
    const seen: string[] = [];
    let after = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const { body } = await call(`${api}/jobs/${jobId}/violations?limit=1${after}`);
      const page = violationPageSchema.parse(body);
      seen.push(...page.items.map((item) => `${item.file_name}:${item.line_no} ${item.code} ${item.severity}`));
      if (page.next === null) break;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
    expect(seen).toEqual(['a.sql:1 LT01 Minor', 'a.sql:2 PRS Critical', '目录/b.sql:1 LT01 Minor']);
  });

  test('ends a page early when its texts are long, and goes on behind it', async () => {
    const longest = 4 * 1024 * 1024;
    const lengths = [longest / 2, longest / 2 - 1000, 1000, longest + 1, 10];
    const violations = lengths.map((length, index) => ({
      ...violation,
      lineNo: index + 1,
      description: 'x'.repeat(length),
    }));
    const jobId = await runJob(harness, await submit(), [{ fileName: 'long.sql', violations }]);
    const pages: number[][] = [];
    let after = '';
    do {
      const page = violationPageSchema.parse((await call(`${api}/jobs/${jobId}/violations?limit=5000${after}`)).body);
      pages.push(page.items.map((item) => item.line_no));
      after = page.next === null ? '' : `&after=${page.next}`;
    } while (after !== '');
    expect(pages).toEqual([[1, 2], [3], [4], [5]]);
  });

  test('is empty for a job that has not begun', async () => {
    const job = await submit();
    const { body } = await call(`${api}/jobs/${job.metadata.name}/violations`);
    expect(body).toEqual({ items: [], next: null });
  });

  test.each(['limit=0', 'limit=5001', 'after=nonsense', 'after=', 'after=a&after=b'])('refuses %s', async (query) => {
    const jobId = await runJob(harness, await submit(), files);
    expectProblem(await call(`${api}/jobs/${jobId}/violations?${query}`), 400, 'INVALID_REQUEST');
  });

  test('does not know an unknown job', async () => {
    expectProblem(await call(`${api}/jobs/${newJobId()}/violations`), 404, 'JOB_NOT_FOUND');
  });
});

describe('GET /jobs/{job_id}/statistics', () => {
  test('counts by severity and rule, and names the slowest files', async () => {
    const jobId = await runJob(harness, await submit(), files);
    const { body } = await call(`${api}/jobs/${jobId}/statistics?slowest=1`);
    expect(statisticsSchema.parse(body)).toMatchObject({
      job_id: jobId,
      total_violations: 3,
      by_severity: { blocker: 0, critical: 1, major: 0, minor: 2, info: 0 },
      by_rule: [
        { code: 'LT01', rule: 'layout.spacing', count: 2 },
        { code: 'PRS', rule: '', count: 1 },
      ],
    });
    expect(body.slowest_files).toHaveLength(1);
  });

  test('does not know an unknown job', async () => {
    expectProblem(await call(`${api}/jobs/${newJobId()}/statistics`), 404, 'JOB_NOT_FOUND');
  });
});

describe('POST /jobs/{job_id}/cancel', () => {
  test('asks the operator to cancel, also when asked twice', async () => {
    const job = await submit();
    for (let times = 0; times < 2; times += 1) {
      const answer = await call(`${api}/jobs/${job.metadata.name}/cancel`, { method: 'POST' });
      expect(answer).toMatchObject({ status: 202, body: { job_id: job.metadata.name } });
    }
    const cancelled = await harness.resources.get(job.metadata);
    expect(cancelled?.spec.cancelled).toBe(true);
    expect(cancelled?.metadata.generation).toBe(2);
  });

  test('cancels a job that was applied by kubectl', async () => {
    const job = await apply('to-cancel');
    const jobId = await admit(harness, job);
    expect((await call(`${api}/jobs/${jobId}/cancel`, { method: 'POST' })).status).toBe(202);
    expect((await harness.resources.get(job.metadata))?.spec.cancelled).toBe(true);
  });

  test('refuses a job that is finished, also once its resource is gone', async () => {
    const job = await submit();
    const jobId = await runJob(harness, job, files);
    const url = `${api}/jobs/${jobId}/cancel`;
    expectProblem(await call(url, { method: 'POST' }), 409, 'JOB_FINISHED');
    await remove(harness, job.metadata);
    expectProblem(await call(url, { method: 'POST' }), 409, 'JOB_FINISHED');
  });

  test('does not know an unknown job', async () => {
    expectProblem(await call(`${api}/jobs/${newJobId()}/cancel`, { method: 'POST' }), 404, 'JOB_NOT_FOUND');
    expectProblem(await call(`${api}/jobs/x/cancel`, { method: 'POST' }), 404, 'JOB_NOT_FOUND');
  });

  test('does not know a job whose resource was deleted before its end', async () => {
    const job = await submit();
    const jobId = await admit(harness, job);
    await expand(harness, jobId, [{ fileName: 'a.sql' }]);
    await analyse(harness, jobId, []);
    await remove(harness, job.metadata);
    expectProblem(await call(`${api}/jobs/${jobId}/cancel`, { method: 'POST' }), 404, 'JOB_NOT_FOUND');
  });
});
