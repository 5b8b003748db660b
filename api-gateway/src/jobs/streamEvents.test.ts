import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { newJobId } from '@sqllint/core/job/ids';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { call, expectProblem, postJson } from '../testing/calls.ts';
import { type Harness, type HarnessOptions, namespace, openHarness } from '../testing/harness.ts';
import { admit, analyse, conclude, expand, remove, runJob } from '../testing/operator.ts';
import { jobViewSchema } from './jobView.ts';
import { progressEventSchema } from './streamEvents.ts';

let harness: Harness;
let api: string;

async function open(options: HarnessOptions = {}): Promise<void> {
  harness = await openHarness(options);
  api = `${harness.url}/api/v1`;
}

beforeEach(() => open());
afterEach(() => harness.close());

async function submit(): Promise<SqlLintJob> {
  const { body } = await postJson(`${api}/jobs`, { sql_content: 'SELECT 1' });
  const job = await harness.resources.get({ namespace, name: body.job_id });
  if (job === undefined) throw new Error('there is no resource');
  return job;
}

/** Reads an event stream as it comes. */
async function listen(jobId: string) {
  const abort = new AbortController();
  const response = await fetch(`${api}/jobs/${jobId}/events`, { signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    response,
    leave: () => abort.abort(),
    /** Everything so far, once it contains the pattern, or once the stream ended. */
    async until(pattern: RegExp): Promise<string> {
      while (!pattern.test(text)) {
        const part = await reader?.read();
        if (part === undefined || part.done) return text;
        text += part.value;
      }
      return text;
    },
  };
}

function eventsOf(text: string, name: string): unknown[] {
  return [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)]
    .filter(([, found]) => found === name)
    .map(([, , data]) => JSON.parse(data ?? 'null') as unknown);
}

const never = /never/;

describe('GET /jobs/{job_id}/events', () => {
  test('tells the progress of a job, then its end with the verdict, and ends', async () => {
    const job = await submit();
    const stream = await listen(job.metadata.name);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await stream.until(/ACCEPTED/);
    const jobId = await admit(harness, job);
    await stream.until(/PROCESSING/);
    const files = [{ fileName: 'a.sql' }, { fileName: 'b.sql' }];
    await expand(harness, jobId, files);
    const updatedAt = new Date().toISOString();
    await harness.resources.applyProgress(job.metadata, { total: 2, succeeded: 1, failed: 0, cached: 1, updatedAt });
    await stream.until(/"succeeded":1/);
    await analyse(harness, jobId, files);
    await conclude(harness, jobId, job.metadata);
    const text = await stream.until(never);
    const progress = eventsOf(text, 'progress').map((data) => progressEventSchema.parse(data));
    expect(progress.slice(0, 3)).toEqual([
      { job_status: 'ACCEPTED', total: 0, succeeded: 0, failed: 0, cached: 0 },
      { job_status: 'PROCESSING', total: 0, succeeded: 0, failed: 0, cached: 0 },
      { job_status: 'PROCESSING', total: 2, succeeded: 1, failed: 0, cached: 1 },
    ]);
    const finished = eventsOf(text, 'finished');
    expect(finished).toHaveLength(1);
    expect(jobViewSchema.parse(finished[0])).toMatchObject({
      job_status: 'COMPLETED',
      verdict: 'Passed',
      sub_tasks: { total: 2 },
    });
  });

  test('tells the end of a job that is over already, also when its resource is gone', async () => {
    const job = await submit();
    const jobId = await runJob(harness, job, [{ fileName: 'a.sql' }]);
    const first = await (await listen(jobId)).until(never);
    expect(eventsOf(first, 'finished')).toHaveLength(1);
    await remove(harness, job.metadata);
    const second = await (await listen(jobId)).until(never);
    expect(eventsOf(second, 'finished')).toEqual(eventsOf(first, 'finished'));
  });

  test('tells the end of a job whose resource goes away', async () => {
    const job = await submit();
    const jobId = await admit(harness, job);
    const stream = await listen(jobId);
    await stream.until(/PROCESSING/);
    await harness.store.jobs.finish(jobId, { status: 'CANCELLED', verdict: null, errorMessage: 'deleted' });
    await remove(harness, job.metadata);
    expect(eventsOf(await stream.until(never), 'finished')).toMatchObject([{ job_status: 'CANCELLED' }]);
  });

  test('does not know an unknown job', async () => {
    expectProblem(await call(`${api}/jobs/${newJobId()}/events`), 404, 'JOB_NOT_FOUND');
    expectProblem(await call(`${api}/jobs/x/events`), 404, 'JOB_NOT_FOUND');
  });

  test('answers HEAD at once', async () => {
    const job = await submit();
    const { status } = await call(`${api}/jobs/${job.metadata.name}/events`, { method: 'HEAD' });
    expect(status).toBe(200);
  });

  test('ends when the gateway stops', async () => {
    const job = await submit();
    const stream = await listen(job.metadata.name);
    await stream.until(/ACCEPTED/);
    await harness.gateway.stop();
    expect(eventsOf(await stream.until(never), 'finished')).toEqual([]);
  });
});

describe('an event stream', () => {
  test('is kept alive by comments', async () => {
    await harness.close();
    await open({ settings: { heartbeatMs: 20 } });
    const job = await submit();
    const stream = await listen(job.metadata.name);
    await expect(stream.until(/: still here\n\n/)).resolves.toContain(': still here');
    stream.leave();
  });

  test('is refused when too many are open, and allowed again when one has left', async () => {
    await harness.close();
    await open({ settings: { maxEventStreams: 1 } });
    const job = await submit();
    const stream = await listen(job.metadata.name);
    await stream.until(/ACCEPTED/);
    const answer = await call(`${api}/jobs/${job.metadata.name}/events`);
    expectProblem(answer, 503, 'UNAVAILABLE');
    expect(answer.headers.get('retry-after')).toBe('10');
    stream.leave();
    await expect(eventuallyOpen(job.metadata.name)).resolves.toBe(200);
  });

  test('never begins when its caller left before', async () => {
    await harness.close();
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    await open({
      settings: { heartbeatMs: 12_345 },
      replace: ({ store }) => ({
        store: {
          ...store,
          jobs: {
            ...store.jobs,
            get: async (jobId) => {
              asked.resolve();
              await answer.promise;
              return await store.jobs.get(jobId);
            },
          },
        },
      }),
    });
    const job = await submit();
    const timers = jest.spyOn(globalThis, 'setInterval');
    const leaving = new AbortController();
    const stream = fetch(`${api}/jobs/${job.metadata.name}/events`, { signal: leaving.signal });
    await asked.promise;
    leaving.abort();
    await expect(stream).rejects.toThrow();
    // A request is measured when its connection has closed.
    while (!/events",status/.test(await harness.metrics.metrics())) await sleep(5);
    answer.resolve();
    await sleep(100);
    const heartbeats = timers.mock.calls.filter(([, delay]) => delay === 12_345);
    timers.mockRestore();
    expect(heartbeats).toEqual([]);
  });

  async function eventuallyOpen(jobId: string): Promise<number> {
    for (let tries = 0; tries < 100; tries += 1) {
      const stream = await listen(jobId);
      stream.leave();
      if (stream.response.status === 200) return 200;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return 503;
  }
});
