import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AlreadyExistsError,
  ClusterUnavailableError,
  InvalidResourceError,
  NotFoundError,
} from '@sqllint/core/cluster/errors';
import { type Answer, call, expectProblem } from '../testing/calls.ts';
import { type Harness, namespace, openHarness } from '../testing/harness.ts';

const maxUploadBytes = 1024 * 1024;
let harness: Harness;
let url: string;
let createFailure: Error | undefined;
let checkFailure: Error | undefined;
let profileFailure: Error | undefined;

beforeAll(async () => {
  harness = await openHarness({
    settings: { maxUploadBytes, uploadIdleMs: 300 },
    replace: ({ resources }) => ({
      resources: {
        ...resources,
        check: async () => {
          if (checkFailure) throw checkFailure;
        },
        getProfile: async (ref) => {
          if (profileFailure) throw profileFailure;
          return await resources.getProfile(ref);
        },
        create: async (job) => {
          if (createFailure) throw createFailure;
          return await resources.create(job);
        },
      },
    }),
  });
  url = `${harness.url}/api/v1/jobs/upload`;
});

afterEach(() => {
  createFailure = undefined;
  checkFailure = undefined;
  profileFailure = undefined;
});

afterAll(() => harness.close());

type Part = readonly [name: string, value: string | File];

function postForm(parts: readonly Part[], query = ''): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  return call(`${url}${query}`, { method: 'POST', body: form });
}

function sqlFile(name = 'q.sql', content: string | Buffer = 'SELECT 1\n'): File {
  return new File([content], name);
}

async function resourceOf(answer: Answer) {
  expect(answer.status).toBe(202);
  return await harness.resources.get({ namespace, name: answer.body.job_id });
}

/** Runs the body and expects that nothing new is on the share afterwards, and no new resource. */
async function leavingNothing<Result>(body: () => Promise<Result>): Promise<Result> {
  const files = await harness.filesOf('submissions');
  const jobs = await harness.resources.list(namespace);
  const result = await body();
  await expect(harness.filesOf('submissions')).resolves.toEqual(files);
  await expect(harness.resources.list(namespace)).resolves.toHaveLength(jobs.length);
  return result;
}

describe('POST /jobs/upload of a form', () => {
  test('stores a ZIP as it is, with its checksum in the resource', async () => {
    const content = randomBytes(300_000);
    const resource = await resourceOf(await postForm([['file', sqlFile('a.zip', content)]]));
    const archive = resource?.spec.source.archive;
    expect(archive?.path).toMatch(/source\.zip$/);
    expect(resource?.spec.execution).toBe('Job');
    expect(archive?.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    await expect(readFile(join(harness.shareDir, archive?.path ?? ''))).resolves.toEqual(content);
  });

  test('takes fields before and after the file, and shows the file by its own name', async () => {
    const resource = await resourceOf(
      await postForm([
        ['dialect', 'postgres'],
        ['file', sqlFile('报表.sql')],
        ['callback_url', 'http://hook:8080/'],
        ['rules', 'LT01'],
        ['rules', 'LT02'],
        ['user_id', 'u1'],
        ['encoding', ''],
        ['unknown', 'x'],
      ]),
    );
    expect(resource?.metadata.annotations).toEqual({ 'sqllint.dev/file-name': '报表.sql' });
    expect(resource?.spec).toMatchObject({
      source: { file: { path: expect.stringMatching(/source\.sql$/) } },
      execution: 'Pool',
      callback: { url: 'http://hook:8080/' },
      dialect: 'postgres',
      rules: ['LT01', 'LT02'],
      submitter: { userId: 'u1' },
    });
  });

  test('prefers file_name to the name of the file', async () => {
    const parts: Part[] = [
      ['file', sqlFile()],
      ['file_name', 'x/y.sql'],
    ];
    const resource = await resourceOf(await postForm(parts));
    expect(resource?.metadata.annotations).toEqual({ 'sqllint.dev/file-name': 'x/y.sql' });
  });

  test('goes by the type of a file whose name has no ending', async () => {
    const file = new File(['PK'], 'archive', { type: 'application/zip' });
    const resource = await resourceOf(await postForm([['file', file]]));
    expect(resource?.spec.source).toHaveProperty('archive');
  });

  test.each<[string, readonly Part[], number, string, RegExp]>([
    ['no file', [['dialect', 'mysql']], 400, 'MALFORMED_FORM', /has no file/],
    [
      'two files',
      [
        ['a', sqlFile()],
        ['b', sqlFile()],
      ],
      400,
      'MALFORMED_FORM',
      /more than one file/,
    ],
    ['another ending', [['file', sqlFile('a.txt')]], 415, 'UNSUPPORTED_TYPE', /neither \.sql nor \.zip/],
    ['an empty file', [['file', sqlFile('a.sql', '')]], 400, 'INVALID_REQUEST', /is empty/],
    [
      'a file that is too large',
      [['file', sqlFile('a.sql', 'x'.repeat(maxUploadBytes + 1))]],
      413,
      'TOO_LARGE',
      /larger/,
    ],
    ['a form that is too large', [['file', sqlFile('a.sql', 'x'.repeat(6_000_000))]], 413, 'TOO_LARGE', /larger/],
    [
      'an unknown dialect before',
      [
        ['dialect', 'x'],
        ['file', sqlFile()],
      ],
      400,
      'INVALID_REQUEST',
      /dialect "x"/,
    ],
    [
      'a profile that is not there',
      [
        ['file', sqlFile()],
        ['profile', 'strict'],
      ],
      400,
      'INVALID_REQUEST',
      /profile "strict" does not exist/,
    ],
    [
      'an unknown dialect after',
      [
        ['file', sqlFile()],
        ['dialect', 'x'],
      ],
      400,
      'INVALID_REQUEST',
      /dialect "x"/,
    ],
    [
      'a wrong number',
      [
        ['file', sqlFile()],
        ['priority', 'high'],
      ],
      400,
      'INVALID_REQUEST',
      /priority is "high"/,
    ],
    [
      'a field that is too long',
      [
        ['file', sqlFile()],
        ['a', 'x'.repeat(70_000)],
      ],
      400,
      'MALFORMED_FORM',
      /too long/,
    ],
    ['too many fields', Array.from({ length: 60 }, (_, i): Part => [`f${i}`, 'x']), 400, 'MALFORMED_FORM', /50 fields/],
  ])('refuses %s and leaves nothing behind', async (_, parts, status, code, why) => {
    const body = await leavingNothing(async () => expectProblem(await postForm(parts), status, code));
    expect(body.detail).toMatch(why);
  });

  test.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['another boundary', 'multipart/form-data; boundary=abc', '--xyz\r\n\r\n'],
    [
      'no end',
      'multipart/form-data; boundary=abc',
      '--abc\r\nContent-Disposition: form-data; name="file"; filename="a.sql"\r\n\r\nSELECT 1',
    ],
  ])('refuses a form with %s and leaves nothing behind', async (_, type, body) => {
    await leavingNothing(async () => {
      const answer = await call(url, { method: 'POST', headers: { 'content-type': type }, body });
      expectProblem(answer, 400, 'MALFORMED_FORM');
    });
  });

  test('serves the connection on after a refusal', async () => {
    expectProblem(await postForm([['file', sqlFile('a.txt')]]), 415, 'UNSUPPORTED_TYPE');
    await resourceOf(await postForm([['file', sqlFile()]]));
  });
});

describe('POST /jobs/upload of the file itself', () => {
  function postRaw(type: string, body: string, query = ''): Promise<Answer> {
    return call(`${url}${query}`, { method: 'POST', headers: { 'content-type': type }, body });
  }

  test.each([
    ['application/zip', 'archive'],
    ['application/x-zip-compressed', 'archive'],
    ['application/sql', 'file'],
    ['text/x-sql; charset=utf-8', 'file'],
  ])('takes %s as %s', async (type, kind) => {
    const resource = await resourceOf(await postRaw(type, 'SELECT 1'));
    expect(Object.keys(resource?.spec.source ?? {})).toEqual([kind]);
  });

  test('takes the options from the query', async () => {
    const query = '?file_name=a%2Fb.sql&dialect=tsql&rules=LT01,LT02&priority=-3&wait=0';
    const resource = await resourceOf(await postRaw('application/sql', 'SELECT 1', query));
    expect(resource?.metadata.annotations).toEqual({ 'sqllint.dev/file-name': 'a/b.sql' });
    expect(resource?.spec).toMatchObject({ dialect: 'tsql', rules: ['LT01', 'LT02'], priority: -3 });
  });

  test.each([
    ['an empty body', 'application/sql', '', '', 400, 'INVALID_REQUEST'],
    ['a body that is too large', 'application/sql', 'x'.repeat(maxUploadBytes + 1), '', 413, 'TOO_LARGE'],
    ['another type', 'text/html', 'x', '', 415, 'UNSUPPORTED_TYPE'],
    ['a type that is a name of every object', 'constructor/prototype', 'x', '', 415, 'UNSUPPORTED_TYPE'],
    ['an unknown rule', 'application/sql', 'x', '?rules=XX01', 400, 'INVALID_REQUEST'],
    ['a wait that is too long', 'application/sql', 'x', '?wait=100', 400, 'INVALID_REQUEST'],
  ])('refuses %s and leaves nothing behind', async (_, type, body, query, status, code) => {
    await leavingNothing(async () => expectProblem(await postRaw(type, body, query), status, code));
  });

  test('refuses a compressed body', async () => {
    const headers = { 'content-type': 'application/sql', 'content-encoding': 'gzip' };
    expectProblem(await call(url, { method: 'POST', headers, body: 'x' }), 415, 'UNSUPPORTED_TYPE');
  });
});

describe('an upload that does not arrive', () => {
  function beginUpload(type: string, body: string) {
    const socket = connect(harness.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `POST /api/v1/jobs/upload HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 100000\r\n\r\n${body}`,
    );
    return socket;
  }

  const form =
    '--abc\r\nContent-Disposition: form-data; name="file"; filename="a.sql"\r\n\r\nSELECT 1\r\n--abc\r\nContent-Disp';

  test.each([
    ['a form', 'multipart/form-data; boundary=abc', form],
    ['a body', 'application/sql', 'SELECT 1'],
  ])('leaves nothing behind when the caller of %s goes away', async (_, type, body) => {
    await leavingNothing(async () => {
      const socket = beginUpload(type, body);
      await temporaryFiles(1);
      socket.destroy();
      await temporaryFiles(0);
    });
  });

  test('is cut when it stands still', async () => {
    await leavingNothing(async () => {
      const socket = beginUpload('application/sql', 'SELECT 1');
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.resume();
      await closed;
      await temporaryFiles(0);
    });
  });

  async function temporaryFiles(expected: number): Promise<void> {
    for (let tries = 0; tries < 300; tries += 1) {
      if ((await harness.filesOf('submissions/.tmp')).length === expected) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`there are not ${expected} temporary files`);
  }
});

describe('an upload while Kubernetes is away', () => {
  test('is refused before anything is read', async () => {
    checkFailure = new ClusterUnavailableError('connection refused');
    const answer = await leavingNothing(() => postForm([['file', sqlFile()]]));
    expectProblem(answer, 503, 'UNAVAILABLE');
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  test('leaves nothing behind when its profile cannot be read', async () => {
    profileFailure = new ClusterUnavailableError('connection refused');
    expectProblem(await leavingNothing(() => postForm([['file', sqlFile()]])), 503, 'UNAVAILABLE');
  });

  test('leaves nothing behind when the resource was not created', async () => {
    createFailure = new ClusterUnavailableError('slow down', { retryAfterMs: 12_000 });
    const answer = await leavingNothing(() => postForm([['file', sqlFile()]]));
    expectProblem(answer, 503, 'UNAVAILABLE');
    expect(answer.headers.get('retry-after')).toBe('12');
  });

  test('leaves nothing behind when the resource was refused', async () => {
    createFailure = new InvalidResourceError('spec.dialect is too long; shorten it.');
    const body = await leavingNothing(async () =>
      expectProblem(await postForm([['file', sqlFile()]]), 400, 'INVALID_REQUEST'),
    );
    expect(body.detail).toBe('spec.dialect is too long; shorten it.');
  });

  test('is told to try again when the kind of resource is not installed yet', async () => {
    createFailure = new NotFoundError('the server could not find the requested resource');
    expectProblem(await leavingNothing(() => postForm([['file', sqlFile()]])), 503, 'UNAVAILABLE');
  });

  test('is accepted when the resource turns out to exist', async () => {
    createFailure = new AlreadyExistsError('it exists');
    expect((await postForm([['file', sqlFile()]])).status).toBe(202);
  });
});
