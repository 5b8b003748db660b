import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newJobId } from '@sqllint/core/job/ids';
import { type Answer, call, expectProblem, postJson } from '../testing/calls.ts';
import { type Harness, namespace, openHarness } from '../testing/harness.ts';
import { remove, runJob } from '../testing/operator.ts';

let harness: Harness;
let jobs: string;

beforeAll(async () => {
  harness = await openHarness();
  jobs = `${harness.url}/api/v1/jobs`;
});

afterAll(() => harness.close());

const post = (jobId: string, verb: string): Promise<Answer> => call(`${jobs}/${jobId}/${verb}`, { method: 'POST' });

async function submit() {
  const { body } = await postJson(jobs, { sql_content: 'SELECT 1' });
  const job = await harness.resources.get({ namespace, name: body.job_id });
  if (job === undefined) throw new Error('there is no resource');
  return job;
}

describe('POST /jobs/{job_id}/suspend and /resume', () => {
  test('change what the operator is asked for, once, also when asked twice', async () => {
    const { metadata } = await submit();
    for (const [verb, suspend, generation] of [
      ['suspend', true, 2],
      ['suspend', true, 2],
      ['resume', false, 3],
      ['resume', false, 3],
    ] as const) {
      expect(await post(metadata.name, verb)).toMatchObject({ status: 202, body: { job_id: metadata.name } });
      const job = await harness.resources.get(metadata);
      expect(job).toMatchObject({ spec: { suspend }, metadata: { generation } });
    }
  });

  test.each(['suspend', 'resume'])(
    '%s refuses a job that is finished, also once its resource is gone',
    async (verb) => {
      const job = await submit();
      const jobId = await runJob(harness, job, [{ fileName: 'a.sql' }]);
      const { detail } = expectProblem(await post(jobId, verb), 409, 'JOB_FINISHED');
      expect(detail).toBe(`The job is finished already; there is nothing to ${verb}.`);
      await remove(harness, job.metadata);
      expectProblem(await post(jobId, verb), 409, 'JOB_FINISHED');
    },
  );

  test.each(['suspend', 'resume'])('%s does not know an unknown job', async (verb) => {
    expectProblem(await post(newJobId(), verb), 404, 'JOB_NOT_FOUND');
    expectProblem(await post('x', verb), 404, 'JOB_NOT_FOUND');
  });
});
