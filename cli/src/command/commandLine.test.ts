import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runSqllint } from '../testing/runSqllint.ts';

/** A server that says hostile things. */
let server: Server;
let url: string;
let folder: string;
let reply: { readonly status: number; readonly body: object };

const hostile = '\u001b[2J\u009b1m\nsqllint: \u202eall is well\u200f';
const shown = '\\u001b[2J\\u009b1m\\nsqllint: \\u202eall is well\\u200f';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-hostile-'));
  writeFileSync(join(folder, 'a.sql'), 'SELECT 1');
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const failed = { job_id: 'job-1', job_status: 'FAILED', verdict: null, error_message: hostile };

test.each([
  ['the detail of a refusal', { status: 400, body: { detail: hostile } }],
  ['the reason of a failed job', { status: 200, body: failed }],
])('%s cannot drive the terminal', async (_, answer) => {
  reply = answer;
  const { exitCode, stderr } = await runSqllint(['submit', 'a.sql', '--wait', '--server', url], folder);
  expect(stderr).toContain(shown);
  expect(stderr).toMatch(/^sqllint: [^\n]+\n$/);
  expect(exitCode).toBe(2);
});

test('the id of a job cannot drive the terminal', async () => {
  reply = { status: 202, body: { job_id: hostile } };
  const { stdout } = await runSqllint(['submit', 'a.sql', '--server', url], folder);
  expect(stdout).toBe(`${shown}\n`);
});

test('an argument that is no command cannot drive the terminal', async () => {
  const { stderr } = await runSqllint([hostile], folder);
  expect(stderr).toContain(shown);
});
