import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type StandaloneServer, startStandalone } from '../../../test/standalone/startStandalone.ts';

/** A real server with real engines tells a real receiver. */

let folder: string;
let receiver: Server;
let server: StandaloneServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-callbacks-'));
});

afterEach(async () => {
  await server?.end('SIGKILL');
  receiver.closeAllConnections();
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

test('whoever submits with a callback_url is told the verdict', async () => {
  const received = Promise.withResolvers<{ readonly body: string; readonly signature: unknown }>();
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.writeHead(204).end();
    received.resolve({ body, signature: request.headers['webhook-signature'] });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  server = await startStandalone({
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'log'),
    args: ['--engines', '1', '--retention-days', '30'],
    environment: {
      SQLLINT_CALLBACK_ALLOW: '127.0.0.0/8',
      SQLLINT_CALLBACK_ALLOW_HTTP: 'true',
      SQLLINT_CALLBACK_PORTS: String(port),
      SQLLINT_CALLBACK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    },
  });
  const submission = { sql_content: 'SELECT 1', callback_url: `http://localhost:${port}/told` };
  const answer = await fetch(`${server.url}/api/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(submission),
  });
  expect(answer.status).toBe(202);
  const { job_id } = (await answer.json()) as { readonly job_id: string };
  const { body, signature } = await received.promise;
  expect(JSON.parse(body)).toMatchObject({
    type: 'job.finished',
    data: { job_id, job_status: 'COMPLETED', verdict: 'Passed', violations: { blocker: 0, critical: 0 } },
  });
  expect(signature).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
}, 60_000);
