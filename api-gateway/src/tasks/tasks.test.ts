import { once } from 'node:events';
import { appendFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type JobId, taskIdOf } from '@sqllint/core/job/ids';
import fc from 'fast-check';
import { call, expectProblem, postJson } from '../testing/calls.ts';
import { type Harness, namespace, openHarness } from '../testing/harness.ts';
import { admit, analyse, expand } from '../testing/operator.ts';
import { taskViewSchema } from './taskView.ts';
import { withFileName } from './withFileName.ts';

let harness: Harness;
let api: string;
let jobId: JobId;

const files = [
  { fileName: '目录/"a".sql' },
  { fileName: 'b.sql', failure: { code: 'TOO_LARGE', message: 'The file is larger than 20 MiB.' } },
  { fileName: 'c.sql' },
] as const;

beforeAll(async () => {
  harness = await openHarness();
  api = `${harness.url}/api/v1`;
  const { body } = await postJson(`${api}/jobs`, { sql_content: 'SELECT 1' });
  const job = await harness.resources.get({ namespace, name: body.job_id });
  if (job === undefined) throw new Error('there is no resource');
  jobId = await admit(harness, job);
  await expand(harness, jobId, files);
});

afterAll(() => harness.close());

function task(index: number): string {
  return `${api}/tasks/${taskIdOf(jobId, index)}`;
}

describe('a task that is not finished', () => {
  test('shows every field', async () => {
    const { status, body } = await call(task(0));
    expect(status).toBe(200);
    expect(taskViewSchema.parse(body)).toMatchObject({
      task_id: taskIdOf(jobId, 0),
      job_id: jobId,
      status: 'PENDING',
      source_file_path: '目录/"a".sql',
      result_file_path: null,
      error_message: null,
      file_size: 10,
    });
  });

  test('has no result yet', async () => {
    const body = expectProblem(await call(`${task(0)}/result`), 409, 'TASK_NOT_FINISHED');
    expect(body.detail).toContain('PENDING');
  });
});

describe('a task that ended in FAILURE', () => {
  test('shows why', async () => {
    const { body } = await call(task(1));
    expect(body).toMatchObject({ status: 'FAILURE', error_code: 'TOO_LARGE', error_message: files[1].failure.message });
  });

  test('has no result, and says why', async () => {
    const body = expectProblem(await call(`${task(1)}/result`), 404, 'RESULT_NOT_FOUND');
    expect(body.detail).toContain('larger than 20 MiB');
  });
});

describe('a task that succeeded', () => {
  beforeAll(() => analyse(harness, jobId, files));

  test('gives the result file under its own name', async () => {
    const { status, headers, body } = await call(`${task(0)}/result`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toMatchObject({ violations: [], file_info: { file_name: '目录/"a".sql', file_size: 10 } });
  });

  test('says so when the file was removed from the share', async () => {
    const { body } = await call(task(2));
    await rm(join(harness.shareDir, body.result_file_path));
    expectProblem(await call(`${task(2)}/result`), 404, 'RESULT_NOT_FOUND');
  });
});

describe('a task that does not exist', () => {
  test.each(['task-', 'x', '%2e%2e%2fx', 'task-00000000-0000-0000-0000-000000000000'])('%s', async (id) => {
    for (const path of [`/tasks/${id}`, `/tasks/${id}/result`]) {
      const body = expectProblem(await call(`${api}${path}`), 404, 'TASK_NOT_FOUND');
      expect(body.detail).toBe('Task not found');
    }
  });
});

describe('results whose callers do not read', () => {
  const bytes = 64 * 1024 * 1024;
  let own: Harness;
  let url: string;
  let callers: Socket[] = [];

  beforeAll(async () => {
    own = await openHarness({ settings: { maxOpenResults: 2, answerStallMs: 1_500 } });
    const { body } = await postJson(`${own.url}/api/v1/jobs`, { sql_content: 'SELECT 1' });
    const job = await own.resources.get({ namespace, name: body.job_id });
    if (job === undefined) throw new Error('there is no resource');
    const jobOfLarge = await admit(own, job);
    await expand(own, jobOfLarge, [{ fileName: 'large.sql' }]);
    await analyse(own, jobOfLarge, [{ fileName: 'large.sql' }]);
    url = `${own.url}/api/v1/tasks/${taskIdOf(jobOfLarge, 0)}`;
    await appendFile(join(own.shareDir, (await call(url)).body.result_file_path), Buffer.alloc(bytes, ' '));
  });

  afterEach(() => {
    for (const caller of callers) caller.destroy();
    callers = [];
  });

  afterAll(() => own.close());

  /** Reads the beginning of the answer, and then nothing. */
  async function askAndStop(): Promise<Socket> {
    const caller = connect(own.port, '127.0.0.1').on('error', () => undefined);
    callers.push(caller);
    caller.write(`GET ${new URL(url).pathname}/result HTTP/1.1\r\nHost: x\r\n\r\n`);
    await once(caller, 'readable');
    return caller;
  }

  test('are cut when they stand still, and make room', async () => {
    const caller = await askAndStop();
    await askAndStop();
    const refused = await call(`${url}/result`);
    expectProblem(refused, 503, 'UNAVAILABLE');
    expect(refused.headers.get('retry-after')).toBe('10');
    await sleep(4_000);
    let read = 0;
    caller.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
    await once(caller, 'close');
    expect(read).toBeLessThan(bytes);
    const answer = await call(`${url}/result`);
    expect(answer.body).toMatchObject({ file_info: { file_name: 'large.sql' } });
  }, 30_000);

  test('HEAD sends no body', async () => {
    expect(await call(`${url}/result`, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });
});

describe('the file name of a result', () => {
  /** The text in pieces of so many bytes, given one after the other. */
  async function* inPieces(json: string, size: number): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(json);
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
  }

  test('replaces the stored one and nothing else, whatever the names and descriptions hold', async () => {
    const name = fc.string({ unit: 'grapheme' });
    const size = fc.integer({ min: 1, max: 300 });
    await fc.assert(
      fc.asyncProperty(name, fc.string(), fc.string(), size, async (stored, wanted, description, pieceSize) => {
        const tricky = `${description}"file_info":{"file_name":"x"}\\`;
        const result = {
          violations: [{ description: tricky }],
          summary: { total_violations: 1 },
          file_info: { file_name: stored, file_size: 1 },
          analysis_metadata: { result_key: 'k' },
        };
        const expected = { ...result, file_info: { file_name: wanted, file_size: 1 } };
        const renamed = await text(withFileName(inPieces(JSON.stringify(result), pieceSize), wanted));
        expect(renamed).toBe(JSON.stringify(expected));
      }),
    );
  });

  test('needs no more of the file in memory than a piece', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        given += 1000;
        yield Buffer.alloc(1000, 'x');
      }
    }
    let taken = 0;
    for await (const chunk of withFileName(endless(), 'a.sql')) {
      taken += chunk.length;
      expect(given - taken).toBeLessThan(1000);
      if (given > 100_000) break;
    }
  });

  test('leaves a file without one as it is', async () => {
    expect(await text(withFileName(inPieces('{"other":1}', 4), 'a.sql'))).toBe('{"other":1}');
  });
});
