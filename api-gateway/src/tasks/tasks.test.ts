import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

describe('the file name of a result', () => {
  test('replaces the stored one and nothing else, whatever the names and descriptions hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (stored, wanted, description) => {
        const tricky = `${description}"file_info":{"file_name":"x"}\\`;
        const result = {
          violations: [{ description: tricky }],
          summary: { total_violations: 1 },
          file_info: { file_name: stored, file_size: 1 },
          analysis_metadata: { result_key: 'k' },
        };
        const expected = { ...result, file_info: { file_name: wanted, file_size: 1 } };
        expect(JSON.parse(withFileName(JSON.stringify(result), wanted))).toEqual(expected);
        expect(JSON.parse(withFileName(JSON.stringify(result, null, 2), wanted))).toEqual(expected);
      }),
    );
  });
});
