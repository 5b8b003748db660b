import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { type Answer, call, expectProblem, postJson } from '../testing/calls.ts';
import { type Harness, namespace, openHarness } from '../testing/harness.ts';
import { remove } from '../testing/operator.ts';

const maxActiveJobs = 5;
let harness: Harness;
let jobs: string;

beforeEach(async () => {
  harness = await openHarness({ settings: { maxActiveJobs } });
  jobs = `${harness.url}/api/v1/jobs`;
});

afterEach(() => harness.close());

const submit = (): Promise<Answer> => postJson(jobs, { sql_content: 'SELECT 1' });

async function fill(): Promise<readonly SqlLintJob[]> {
  await Promise.all(Array.from({ length: maxActiveJobs }, submit));
  return await harness.resources.list(namespace);
}

/** The watch is a moment behind. */
async function untilAccepted(): Promise<Answer> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await submit();
    if (answer.status === 202) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('there never was room');
}

function expectRefusal(answer: Answer): void {
  const { detail } = expectProblem(answer, 429, 'TOO_MANY_REQUESTS');
  expect(detail).toMatch(
    /^5 jobs are unfinished .* at most 5 may be; send it again in \d+ seconds, or have SQLLINT_MAX/,
  );
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
}

describe('with as many unfinished jobs as may be', () => {
  test('a burst gets exactly as many through, and leaves nothing of the others', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, submit));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(maxActiveJobs);
    for (const answer of answers.filter(({ status }) => status !== 202)) expectRefusal(answer);
    await expect(harness.resources.list(namespace)).resolves.toHaveLength(maxActiveJobs);
    await expect(harness.filesOf('submissions')).resolves.toHaveLength(maxActiveJobs);
  });

  test('jobs that others applied count', async () => {
    for (let index = 0; index < maxActiveJobs; index += 1) {
      const spec = { source: { inline: { sql: 'SELECT 1' } } };
      await harness.resources.create({ namespace, name: `applied-${index}`, spec });
    }
    expectRefusal(await submit());
    await expect(harness.resources.list(namespace)).resolves.toHaveLength(maxActiveJobs);
  });

  test('a refused request that was wrong in itself takes no place', async () => {
    for (let index = 0; index < 2 * maxActiveJobs; index += 1) {
      expectProblem(await postJson(jobs, { sql_content: '' }), 400, 'INVALID_REQUEST');
    }
    expect((await submit()).status).toBe(202);
  });

  test('there is room again when a job ends', async () => {
    const [job] = await fill();
    expectRefusal(await submit());
    await harness.resources.applyStatus(job?.metadata ?? { namespace, name: '' }, { phase: 'Cancelled' });
    await untilAccepted();
  });

  test('there is room again when a job is deleted', async () => {
    const [job] = await fill();
    expectRefusal(await submit());
    if (job) await remove(harness, job.metadata);
    await untilAccepted();
  });

  test('questions about jobs are answered as ever', async () => {
    const [job] = await fill();
    expect((await call(`${jobs}/${job?.metadata.name}`)).status).toBe(200);
  });
});

describe('an upload to a full gateway', () => {
  const bytes = 300_000;
  const head = [
    'POST /api/v1/jobs/upload HTTP/1.1',
    'Host: gateway',
    'Content-Type: application/sql',
    `Content-Length: ${bytes}`,
    '',
    '',
  ].join('\r\n');

  async function untilText(socket: Socket, text: string): Promise<string> {
    let received = '';
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      received += String(chunk);
      if (received.includes(text)) return received;
    }
    throw new Error(`the connection ended after ${received}`);
  }

  test('is refused before its body is sent, and its connection serves the next request', async () => {
    await fill();
    const socket = connect(harness.port, '127.0.0.1');
    socket.write(head);
    const refused = await untilText(socket, '"code":"TOO_MANY_REQUESTS"');
    expect(refused).toMatch(/^HTTP\/1\.1 429 /);
    expect(refused).toMatch(/\r\nRetry-After: \d+\r\n/);
    socket.write(Buffer.alloc(bytes, 'x'));
    socket.write('GET /api/v1/health/live HTTP/1.1\r\nHost: gateway\r\n\r\n');
    const next = await untilText(socket, 'HTTP/1.1');
    expect(next).toMatch(/HTTP\/1\.1 200 /);
    socket.destroy();
  });

  test('holds its place while it is sent, and gives it back when it breaks off', async () => {
    const sockets = Array.from({ length: maxActiveJobs }, () => connect(harness.port, '127.0.0.1'));
    for (const socket of sockets) socket.write(head);
    // Some of these may be faster than the last of those.
    let accepted = 0;
    let answer = await submit();
    for (; answer.status === 202; answer = await submit()) accepted += 1;
    expectRefusal(answer);
    expect(accepted).toBeLessThan(maxActiveJobs);
    for (const socket of sockets) socket.destroy();
    await untilAccepted();
  });
});
