import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { StoreError, StoreUnavailableError } from '@sqllint/core/store/errors';
import { dialectsSchema, rulesSchema } from './catalogue/routes.ts';
import { call, expectProblem, postJson } from './testing/calls.ts';
import { type Harness, namespace, openHarness } from './testing/harness.ts';

let harness: Harness;
let api: string;
/** Of the database, whenever a task is asked for. */
let failure: Error = new Error('secret detail of /srv/app/db.ts:12');

beforeAll(async () => {
  harness = await openHarness({
    settings: { headersTimeoutMs: 200 },
    replace: ({ store }) => ({
      store: {
        ...store,
        tasks: {
          ...store.tasks,
          get: async () => {
            throw failure;
          },
        },
      },
    }),
  });
  api = `${harness.url}/api/v1`;
});

afterAll(() => harness.close());

describe('every answer', () => {
  test('carries a request id: the one of the caller when it is harmless', async () => {
    const answer = await call(`${api}/dialects`, { headers: { 'x-request-id': 'ci-build.42' } });
    expect(answer.headers.get('x-request-id')).toBe('ci-build.42');
  });

  test.each(['x'.repeat(200), 'a b', '{"a":1}', '-x'])('carries a new request id instead of %s', async (id) => {
    const answer = await call(`${api}/dialects`, { headers: { 'x-request-id': id } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('has headers that make browsers careful, and names no software', async () => {
    const { headers } = await call(`${api}/dialects`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });

  test('is one line in the log, with job and user and without the SQL', async () => {
    const id = 'log-test';
    const answer = await postJson(
      `${api}/jobs`,
      { sql_content: 'SELECT password', user_id: 'u7' },
      { 'x-request-id': id, authorization: 'Bearer secret' },
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    const lines = harness.logged.filter((line) => line.request_id === id);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      method: 'POST',
      url: '/api/v1/jobs',
      status: 202,
      job_id: answer.body.job_id,
      user_id: 'u7',
      duration_ms: expect.any(Number),
    });
    expect(JSON.stringify(lines)).not.toMatch(/password|secret/);
  });

  test('is measured by method, pattern and status', async () => {
    await call(`${api}/jobs/job-unknown`);
    await call(`${harness.url}/nowhere/at/all`);
    const text = await harness.metrics.metrics();
    expect(text).toMatch(
      /sql_linting_request_duration_seconds_count\{method="GET",route="\/api\/v1\/jobs\/:jobId",status="404"\} 1/,
    );
    expect(text).toMatch(/sql_linting_request_duration_seconds_count\{method="GET",route="unmatched",status="404"\} 1/);
    expect(text).not.toContain('job-unknown');
  });
});

describe('what does not exist', () => {
  test.each(['/', '/api', '/api/v1', '/api/v1/nothing', '/api/v1/jobs/a/b/c', '/API/V1/JOBS', '/api/v1/Jobs'])(
    '%s is a problem',
    async (path) => {
      expectProblem(await call(`${harness.url}${path}`), 404, 'ROUTE_NOT_FOUND');
    },
  );

  test('a broken address is a problem', async () => {
    expectProblem(await call(`${api}/jobs/%ff`), 400, 'INVALID_REQUEST');
  });

  test.each([
    ['DELETE', '/jobs', 'POST'],
    ['GET', '/jobs', 'POST'],
    ['PUT', '/jobs/job-1', 'GET, HEAD'],
    ['PATCH', '/jobs/upload', 'POST'],
    ['GET', '/jobs/job-1/cancel', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
  ])('%s %s names the methods that do', async (method, path, allow) => {
    const answer = await call(`${api}${path}`, { method });
    expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers.get('allow')).toBe(allow);
  });
});

describe('a failure that nobody foresaw', () => {
  test('tells the caller nothing but the request id, and the log everything', async () => {
    const answer = await call(`${api}/tasks/task-00000000-0000-0000-0000-000000000000`);
    const body = expectProblem(answer, 500, 'INTERNAL');
    expect(JSON.stringify(body)).not.toContain('secret');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const line = harness.logged.find(({ request_id: id }) => id === body.request_id);
    expect(JSON.stringify(line)).toContain('secret detail');
  });
});

test.each([
  ['a refused statement', new StoreError("select secret from `linting_tasks` where id = 'x' - You have an error")],
  ['a database that is away', new StoreUnavailableError('connect ECONNREFUSED 10.0.0.1:3306, select secret')],
  [
    'a share that fails',
    new ShareUnavailableError('opening /tmp/secret/results failed', { cause: new Error('/tmp/') }),
  ],
  ['a file that is missing', Object.assign(new Error("ENOENT: open '/tmp/secret'"), { code: 'ENOENT' })],
])('%s shows callers neither a path nor SQL', async (_, error) => {
  failure = error;
  for (const path of ['', '/result']) {
    const answer = await call(`${api}/tasks/task-00000000-0000-0000-0000-000000000000${path}`);
    expect(answer.status).toBeGreaterThanOrEqual(500);
    const body = expectProblem(answer, answer.status, answer.body.code);
    expect(JSON.stringify(body)).not.toMatch(/secret|select|linting_|\/tmp|10\.0\.0\.1/i);
  }
});

describe('what this installation offers', () => {
  test('dialects', async () => {
    const { dialects } = dialectsSchema.parse((await call(`${api}/dialects`)).body);
    expect(dialects.map(({ label }) => label)).toEqual(expect.arrayContaining(['ansi', 'mysql', 'postgres']));
  });

  test('rules', async () => {
    const { rules } = rulesSchema.parse((await call(`${api}/rules`)).body);
    expect(rules).toContainEqual(expect.objectContaining({ code: 'LT01', name: 'layout.spacing' }));
  });
});

describe('a connection that sends no proper HTTP', () => {
  function exchange(text: string): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect(harness.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', () => undefined).on('close', () => resolve(answer));
    socket.write(text);
    return promise;
  }

  test.each([
    ['nonsense', 'hello\r\n\r\n', 400, 'MALFORMED_HTTP'],
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: x\r\nA: ', 408, 'REQUEST_TIMEOUT'],
    [
      'two lengths, as request smuggling does',
      'POST /api/v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'MALFORMED_HTTP',
    ],
  ])('is answered a problem: %s', async (_, text, status, code) => {
    const [head = '', body = ''] = (await exchange(text)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });
});

describe('stopping', () => {
  test('answers who waits, refuses new connections, and can be asked twice', async () => {
    const own = await openHarness();
    const waiting = postJson(`${own.url}/api/v1/jobs?wait=60`, { sql_content: 'SELECT 1' });
    while ((await own.resources.list(namespace)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await own.gateway.stop();
    await expect(waiting).resolves.toMatchObject({ status: 202 });
    await expect(call(`${own.url}/api/v1/health`)).rejects.toThrow();
    await own.gateway.stop();
    await own.close();
  });

  test('cuts a request that does not end within the deadline', async () => {
    const own = await openHarness({ settings: { stopDeadlineMs: 50 } });
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' };
    const request = call(`${own.url}/api/v1/jobs`, init as RequestInit);
    const outcome = expect(request).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await own.gateway.stop();
    await outcome;
    await own.close();
  });
});
