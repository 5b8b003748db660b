import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isJobId } from '@sqllint/core/job/ids';
import { jobViewSchema } from '../jobs/jobView.ts';
import { call, expectProblem, postJson } from '../testing/calls.ts';
import { type Harness, namespace, openHarness } from '../testing/harness.ts';
import { remove, runJob } from '../testing/operator.ts';

let harness: Harness;
let jobs: string;

beforeAll(async () => {
  harness = await openHarness({ settings: { maxJsonBytes: 2000, jsonTimeoutMs: 300 } });
  jobs = `${harness.url}/api/v1/jobs`;
  await writeFile(join(harness.shareDir, 'archives', 'a.zip'), 'PK');
  await mkdir(join(harness.shareDir, 'archives', 'folder'));
  await symlink('/etc/passwd', join(harness.shareDir, 'archives', 'link.zip'));
});

afterAll(() => harness.close());

async function resourceOf(jobId: string) {
  return await harness.resources.get({ namespace, name: jobId });
}

describe('POST /jobs with sql_content', () => {
  test('stores the text on the share and creates a resource that names it', async () => {
    const sql = 'SELECT 名称 FROM 表;\n';
    const answer = await postJson(jobs, { sql_content: sql });
    expect(answer.status).toBe(202);
    expect(Object.keys(answer.body)).toEqual(['job_id']);
    const jobId: string = answer.body.job_id;
    expect(isJobId(jobId)).toBe(true);
    expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${jobId}`);
    const resource = await resourceOf(jobId);
    const file = resource?.spec.source.file;
    expect(file?.path).toMatch(new RegExp(`^submissions/\\d{4}/\\d{2}/\\d{2}/${jobId}/source\\.sql$`));
    expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(resource?.metadata).toMatchObject({
      labels: { 'sqllint.dev/job-id': jobId },
      finalizers: ['sqllint.dev/history'],
    });
    expect(resource?.spec.execution).toBe('Pool');
    await expect(readFile(join(harness.shareDir, file?.path ?? ''), 'utf8')).resolves.toBe(sql);
  });

  test('passes every option on to the resource', async () => {
    const answer = await postJson(jobs, {
      sql_content: 'SELECT 1',
      file_name: '报表/q1.sql',
      dialect: 'postgres',
      profile: 'default',
      rules: ['LT01', 'capitalisation'],
      exclude_rules: 'LT02, LT05',
      encoding: 'gbk',
      priority: 7,
      execution: 'Job',
      user_id: 'u001',
      product_name: 'demo',
      callback_url: 'https://hooks.example.com/sqllint?team=a',
      parallelism: '3',
    });
    const resource = await resourceOf(answer.body.job_id);
    expect(resource?.metadata.annotations).toEqual({ 'sqllint.dev/file-name': '报表/q1.sql' });
    expect(resource?.spec).toMatchObject({
      dialect: 'postgres',
      rules: ['LT01', 'capitalisation'],
      excludeRules: ['LT02', 'LT05'],
      // The text came as Unicode and is stored as UTF-8, so its former encoding no longer matters.
      encoding: 'auto',
      priority: 7,
      execution: 'Job',
      parallelism: 3,
      callback: { url: 'https://hooks.example.com/sqllint?team=a' },
      submitter: { userId: 'u001', productName: 'demo' },
    });
  });

  test('treats null as absent and ignores unknown fields, as the old service did', async () => {
    const answer = await postJson(jobs, { sql_content: 'SELECT 1', zip_file_path: null, dialect: null, foo: 1 });
    expect(answer.status).toBe(202);
  });

  test('is not confused by __proto__', async () => {
    const answer = await postJson(jobs, '{"__proto__": {"sql_content": "SELECT 1"}, "constructor": 1}');
    expectProblem(answer, 400, 'INVALID_REQUEST');
    expect(({} as Record<string, unknown>).sql_content).toBeUndefined();
  });

  test.each([
    ['application/json; charset=utf-8', Buffer.from('{"sql_content":"SELECT 1"}')],
    ['application/json; charset=utf-16le', Buffer.from('{"sql_content":"SELECT 1"}', 'utf16le')],
    ['application/vnd.sqllint+json', Buffer.from('{"sql_content":"SELECT 1"}')],
    ['application/json', Buffer.from('\ufeff{"sql_content":"SELECT 1"}')],
  ])('accepts a body of type %s', async (type, body) => {
    const answer = await call(jobs, { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.status).toBe(202);
  });
});

describe('POST /jobs with zip_file_path', () => {
  test('creates a resource for an archive that is there', async () => {
    const answer = await postJson(jobs, { zip_file_path: 'archives/a.zip' });
    expect(answer.status).toBe(202);
    const resource = await resourceOf(answer.body.job_id);
    expect(resource?.spec.source).toEqual({ archive: { path: 'archives/a.zip' } });
  });

  test.each([
    ['../secret.zip', /leaves/],
    ['archives/../../secret.zip', /leaves/],
    ['/etc/passwd', /absolute/],
    ['archives\\a.zip', /backslash/],
    ['C:/a.zip', /drive/],
    ['archives/a\u0000.zip', /control/],
    ['archives/missing.zip', /no file/],
    ['archives/link.zip', /link/],
    ['archives/folder', /not a regular file/],
    ['archives//a.zip', /empty segment/],
  ])('refuses %j with a sentence that says why', async (path, why) => {
    const body = expectProblem(await postJson(jobs, { zip_file_path: path }), 400, 'INVALID_REQUEST');
    expect(body.detail).toMatch(why);
    expect(body.detail).toContain('archives/nightly.zip');
    expect(body.errors?.[0]).toMatchObject({ field: 'zip_file_path', value: JSON.stringify(path) });
  });
});

describe('POST /jobs refuses', () => {
  const before = () => harness.resources.list(namespace);

  test.each<[string, unknown, RegExp]>([
    ['neither source', {}, /both missing; send exactly one/],
    ['both sources', { sql_content: 'SELECT 1', zip_file_path: 'archives/a.zip' }, /both given; send exactly one/],
    ['two nulls', { sql_content: null, zip_file_path: null }, /both missing/],
    ['an empty text', { sql_content: '' }, /sql_content is ""; send at least one character/],
    ['a text that is a number', { sql_content: 1 }, /sql_content is 1; send a text/],
    ['a text with a lone surrogate', '{"sql_content":"\\ud800"}', /well-formed Unicode/],
    ['an empty path', { zip_file_path: '' }, /zip_file_path is ""; send a path/],
    ['a list instead of an object', [], /send a JSON object/],
    ['a text instead of an object', '"SELECT 1"', /send a JSON object/],
    ['null', 'null', /send a JSON object/],
    [
      'an unknown dialect',
      { sql_content: 'x', dialect: 'mysqll' },
      /dialect "mysqll" is unknown; did you mean "mysql"/,
    ],
    ['an unknown rule', { sql_content: 'x', rules: ['LT99'] }, /"LT99", which no rule matches/],
    ['an unknown excluded rule', { sql_content: 'x', exclude_rules: ['nope'] }, /"nope", which no rule matches/],
    ['an unknown encoding', { sql_content: 'x', encoding: 'utf-9' }, /encoding "utf-9" is unknown/],
    ['an unknown profile', { sql_content: 'x', profile: 'strict' }, /profile "strict" does not exist/],
    ['rules that are numbers', { sql_content: 'x', rules: [1] }, /send a list of texts/],
    ['a priority out of range', { sql_content: 'x', priority: 5000 }, /whole number from -1000 to 1000/],
    ['a broken parallelism', { sql_content: 'x', parallelism: 1.5 }, /whole number from 1 to 100/],
    ['a callback that is no address', { sql_content: 'x', callback_url: 'hooks' }, /"hooks"; send an http or https/],
    ['a callback of another kind', { sql_content: 'x', callback_url: 'file:///etc/passwd' }, /http or https/],
    ['a callback with a password', { sql_content: 'x', callback_url: 'https://u:p@a.example' }, /without a user or/],
    ['a callback with a line break', { sql_content: 'x', callback_url: 'https://a.ex\nample/' }, /http or https/],
    ['a callback that is a number', { sql_content: 'x', callback_url: 1 }, /http or https/],
    ['an unknown execution', { sql_content: 'x', execution: 'Thread' }, /send one of Job, Pool/],
    ['a file name with a line break', { sql_content: 'x', file_name: 'a\nb' }, /control character/],
    ['a user id that is too long', { sql_content: 'x', user_id: 'u'.repeat(129) }, /at most 128 characters/],
  ])('%s', async (_, body, why) => {
    const known = (await before()).length;
    const problem = expectProblem(await postJson(jobs, body), 400, 'INVALID_REQUEST');
    expect(problem.detail).toMatch(why);
    await expect(harness.resources.list(namespace)).resolves.toHaveLength(known);
  });

  test('a profile that is not valid, with what is wrong with it', async () => {
    await harness.putProfile('torn', { dialect: 'mysq', parser: 'Rust' });
    const problem = expectProblem(
      await postJson(jobs, { sql_content: 'x', profile: 'torn', dialect: 'mysql' }),
      400,
      'INVALID_REQUEST',
    );
    expect(problem.detail).toMatch(
      /^profile "torn" cannot be used: spec\.dialect "mysq" is unknown; did you mean "mysql"/,
    );
    expect(problem.errors).toMatchObject([{ field: 'profile', value: '"torn"' }]);
  });

  test('a profile that is not there, with those that are', async () => {
    await harness.putProfile('strict', {});
    const problem = expectProblem(
      await postJson(jobs, { sql_content: 'x', profile: 'stricd' }),
      400,
      'INVALID_REQUEST',
    );
    expect(problem.detail).toMatch(/^profile "stricd" does not exist; did you mean "strict"\?.*"default", "strict"/);
  });

  test('several wrong fields at once, each by name', async () => {
    const body = expectProblem(await postJson(jobs, { sql_content: 1, priority: 'high' }), 400, 'INVALID_REQUEST');
    expect(body.errors?.map(({ field }) => field).sort()).toEqual(['priority', 'sql_content']);
  });

  test.each([
    ['no JSON', '{"sql_content": ', 'application/json', 400, 'MALFORMED_JSON'],
    ['an empty body', '', 'application/json', 400, 'MALFORMED_JSON'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'application/json', 400, 'MALFORMED_JSON'],
    ['another type', 'sql_content=1', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_TYPE'],
    ['a type that cannot be read', '{}', ';;;', 415, 'UNSUPPORTED_TYPE'],
    ['an unknown charset', '{}', 'application/json; charset=klingon', 415, 'UNSUPPORTED_TYPE'],
    ['a huge body', JSON.stringify({ sql_content: 'x'.repeat(5000) }), 'application/json', 413, 'TOO_LARGE'],
  ])('%s', async (_, body, type, status, code) => {
    expectProblem(await call(jobs, { method: 'POST', headers: { 'content-type': type }, body }), status, code);
  });

  test('a compressed body, which could be a bomb', async () => {
    const headers = { 'content-encoding': 'gzip' };
    expectProblem(await postJson(jobs, { sql_content: 'x' }, headers), 415, 'UNSUPPORTED_TYPE');
  });

  test('a huge body of unknown length as soon as it is too large', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(1000));
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 100_000) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' };
    expectProblem(await call(jobs, init as RequestInit), 413, 'TOO_LARGE');
    expect(sent).toBeLessThan(100_000);
  });

  test('a body that does not arrive', async () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' };
    expectProblem(await call(jobs, init as RequestInit), 408, 'REQUEST_TIMEOUT');
  });

  test.each(['-1', '61', '1.5', 'soon', ''])('wait=%s', async (wait) => {
    const body = expectProblem(await postJson(`${jobs}?wait=${wait}`, { sql_content: 'x' }), 400, 'INVALID_REQUEST');
    expect(body.errors?.[0]).toMatchObject({ field: 'wait', remedy: 'send a whole number from 0 to 60' });
  });
});

describe('POST /jobs?wait', () => {
  test('answers 200 with the whole job as soon as it ends', async () => {
    const began = Date.now();
    const answering = postJson(`${jobs}?wait=30`, { sql_content: 'SELECT  1', user_id: 'waiting' });
    const resource = await nextResource('waiting');
    await runJob(harness, resource, [{ fileName: 'source.sql' }]);
    const answer = await answering;
    expect(answer.status).toBe(200);
    const view = jobViewSchema.parse(answer.body);
    expect(view).toMatchObject({ job_status: 'COMPLETED', verdict: 'Passed', sub_tasks: { total: 1 } });
    expect(Date.now() - began).toBeLessThan(5000);
  });

  test('answers 202 when the job does not end in time', async () => {
    const answer = await postJson(`${jobs}?wait=1`, { sql_content: 'SELECT 1' });
    expect(answer).toMatchObject({ status: 202, body: { job_id: expect.any(String) } });
  });

  test('answers 202 when the job is deleted meanwhile', async () => {
    const answering = postJson(`${jobs}?wait=30`, { sql_content: 'SELECT 1', user_id: 'deleted' });
    const { metadata } = await nextResource('deleted');
    await remove(harness, metadata);
    await expect(answering).resolves.toMatchObject({ status: 202 });
  });

  async function nextResource(userId: string) {
    for (let tries = 0; tries < 200; tries += 1) {
      const all = await harness.resources.list(namespace);
      const found = all.find(({ spec }) => spec.submitter?.userId === userId);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('the gateway created no resource');
  }
});
