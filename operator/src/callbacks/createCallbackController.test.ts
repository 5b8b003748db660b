import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type EmbeddedJobResources, openEmbeddedJobs } from '@sqllint/core/cluster/embedded/openEmbeddedJobs';
import { ClusterUnavailableError, ForbiddenError } from '@sqllint/core/cluster/errors';
import { createLogger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { eventually } from '../../test/eventually.ts';
import { type FakeClock, fakeClock } from '../../test/fakeClock.ts';
import { conditionOf } from '../decide/conditions.ts';
import { callbackConfigSchema, callbackSettings } from './callbackSettings.ts';
import {
  type CallbackController,
  type CallbackControllerOptions,
  createCallbackController,
} from './createCallbackController.ts';
import { signedHeaders } from './signature.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const start = Date.parse('2026-03-01T09:00:00.000Z');

interface Received {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string | undefined;
  readonly body: string;
}

let folder: string;
let jobs: EmbeddedJobResources;
let server: Server;
let clock: FakeClock;
let received: Received[];
let answers: number[];
let controllers: CallbackController[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callbacks-'));
  jobs = openEmbeddedJobs({ path: join(folder, 'cluster.db'), pollMs: 5 });
  clock = fakeClock(start);
  [received, answers, controllers] = [[], [], []];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const header = (name: string) => request.headers[name] as string;
    const signature = header('webhook-signature');
    received.push({ id: header('webhook-id'), timestamp: header('webhook-timestamp'), signature, body });
    response.writeHead(answers.shift() ?? 200).end('x'.repeat(100_000));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const controller of controllers) await controller.stop();
  server.closeAllConnections();
  server.close();
  jobs.close();
  rmSync(folder, { recursive: true });
});

function optionsOf(): CallbackControllerOptions {
  const { port } = server.address() as AddressInfo;
  const settings = callbackSettings(
    callbackConfigSchema.parse({
      SQLLINT_CALLBACK_ALLOW: '127.0.0.1',
      SQLLINT_CALLBACK_ALLOW_HTTP: 'true',
      SQLLINT_CALLBACK_PORTS: String(port),
    }),
  );
  const secrets = async () => 'a secret of the hook\n';
  return { jobs, secrets, logger, clock, settings, random: () => 1 };
}

function controllerOf(changes: Partial<CallbackControllerOptions> = {}): CallbackController {
  const controller = createCallbackController({ ...optionsOf(), ...changes });
  controllers.push(controller);
  controller.start();
  return controller;
}

async function finishedJob(changes: { readonly url?: string; readonly signed?: boolean } = {}): Promise<SqlLintJob> {
  const { port } = server.address() as AddressInfo;
  const { url = `http://127.0.0.1:${port}/hook?token=t0p`, signed = true } = changes;
  const callback = { url, ...(signed && { secretRef: { name: 'hook' } }) };
  const job = await jobs.create({
    namespace: 'team-a',
    name: 'nightly',
    spec: { source: { inline: { sql: 'SELECT 1' } }, callback, submitter: { userId: 'u001' } },
  });
  const violations = { total: 3, blocker: 0, critical: 1, major: 0, minor: 2, info: 0 };
  const updatedAt = '2026-03-01T08:59:58Z';
  await jobs.applyProgress(job.metadata, { total: 1, succeeded: 1, failed: 0, cached: 0, updatedAt });
  return await jobs.applyStatus(job.metadata, {
    observedGeneration: 1,
    phase: 'Completed',
    verdict: 'Rejected',
    violations,
    startTime: '2026-03-01T08:59:50Z',
    completionTime: '2026-03-01T08:59:59Z',
    conditions: [
      {
        type: 'Complete',
        status: 'True',
        reason: 'Completed',
        message: 'Every file was analysed.',
        lastTransitionTime: '2026-03-01T08:59:59Z',
      },
    ],
  });
}

async function delivered(reason: string, attempts?: number): Promise<SqlLintJob> {
  return await eventually(`the callback is ${reason}`, async () => {
    const job = await jobs.get({ namespace: 'team-a', name: 'nightly' });
    const isThere = conditionOf(job?.status?.conditions, 'CallbackDelivered')?.reason === reason;
    return isThere && (attempts === undefined || job?.status?.callback?.attempts === attempts) ? job : undefined;
  });
}

describe('callbacks', () => {
  test('tell the end of a job, signed, once', async () => {
    const finished = await finishedJob();
    const controller = controllerOf();
    controller.seen(finished);
    const job = await delivered('Delivered');
    controller.seen(job);
    controller.seen(finished);
    expect(job.status).toMatchObject({
      ...finished.status,
      callback: { attempts: 1, lastAttemptAt: '2026-03-01T09:00:00.000Z' },
      conditions: [{ type: 'Complete' }, { type: 'CallbackDelivered', status: 'True' }],
    });
    const [message] = received;
    if (message === undefined) throw new Error('nothing was received');
    expect(JSON.parse(message.body)).toEqual({
      type: 'job.finished',
      version: 1,
      timestamp: '2026-03-01T08:59:59Z',
      data: {
        job_id: `job-${finished.metadata.uid}`,
        namespace: 'team-a',
        name: 'nightly',
        job_status: 'COMPLETED',
        verdict: 'Rejected',
        message: 'Every file was analysed.',
        created_at: finished.metadata.creationTimestamp,
        started_at: '2026-03-01T08:59:50Z',
        finished_at: '2026-03-01T08:59:59Z',
        user_id: 'u001',
        product_name: null,
        progress: { total: 1, succeeded: 1, failed: 0, cached: 0 },
        violations: { total: 3, blocker: 0, critical: 1, major: 0, minor: 2, info: 0 },
      },
    });
    const { id, body } = message;
    const headers = signedHeaders({ id, timestamp: start / 1000, body }, 'a secret of the hook');
    expect(message.signature).toBe(headers['webhook-signature']);
    expect(received).toHaveLength(1);
  });

  test('wait until this operator may act', async () => {
    const controller = createCallbackController(optionsOf());
    controllers.push(controller);
    controller.seen(await finishedJob());
    await jobs.check();
    expect(received).toHaveLength(0);
    controller.start();
    await delivered('Delivered');
  });

  test('count the files as the database does, and as the runners did where it does not answer', async () => {
    answers = [500];
    let reads = 0;
    const readCounts = async () => {
      reads += 1;
      if (reads === 1) throw new Error('no database');
      return { total: 3, pending: 0, inProgress: 0, succeeded: 2, failed: 1, cached: 1 };
    };
    controllerOf({ readCounts }).seen(await finishedJob());
    await delivered('Retrying', 1);
    await eventually('it waits', () => clock.pending().length > 0);
    clock.advance(30_000);
    await delivered('Delivered', 2);
    expect(received.map(({ body }) => JSON.parse(body).data.progress)).toEqual([
      { total: 1, succeeded: 1, failed: 0, cached: 0 },
      { total: 3, succeeded: 2, failed: 1, cached: 1 },
    ]);
  });

  test('are repeated under the same id until they are taken', async () => {
    answers = [500, 302, 200];
    controllerOf().seen(await finishedJob());
    await delivered('Retrying', 1);
    await eventually('it waits', () => clock.pending().length > 0);
    clock.advance(29_999);
    expect(received).toHaveLength(1);
    clock.advance(1);
    await delivered('Retrying', 2);
    await eventually('it waits', () => clock.pending().length > 0);
    clock.advance(60_000);
    await delivered('Delivered', 3);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
    expect(received.map(({ timestamp }) => Number(timestamp) * 1000 - start)).toEqual([0, 30_000, 90_000]);
  });

  test('go on where an operator that was stopped had come to', async () => {
    answers = [500];
    const first = controllerOf();
    first.seen(await finishedJob());
    const waiting = await delivered('Retrying', 1);
    await first.stop();
    controllerOf().seen(waiting);
    await eventually('it waits', () => clock.pending().length > 0);
    expect(received).toHaveLength(1);
    clock.advance(30_000);
    await delivered('Delivered', 2);
    expect(received).toHaveLength(2);
  });

  test('are not made again when only the status could not be written', async () => {
    let writes = 0;
    const applyStatus: typeof jobs.applyStatus = async (...args) => {
      writes += 1;
      if (writes === 1) throw new ClusterUnavailableError('no answer');
      return await jobs.applyStatus(...args);
    };
    controllerOf({ jobs: { ...jobs, applyStatus } }).seen(await finishedJob());
    await eventually('it waits', () => clock.pending().length > 0);
    clock.advance(1000);
    await delivered('Delivered', 1);
    expect([received.length, writes]).toEqual([1, 2]);
  });

  test.each([
    ['is refused for its target', 'http://169.254.169.254/latest', 'TargetRefused'],
    ['wants no more', undefined, 'GaveUp'],
  ])('end at once where a receiver %s', async (_, url, reason) => {
    answers = [410];
    controllerOf().seen(await finishedJob(url === undefined ? {} : { url }));
    const job = await delivered(reason, 1);
    expect(job.status?.callback?.nextAttemptAt).toBeUndefined();
  });

  test('never show the path or the query of an address', async () => {
    answers = [500];
    controllerOf().seen(await finishedJob());
    expect(JSON.stringify((await delivered('Retrying')).status)).not.toMatch(/hook|t0p/);
  });

  test('wait for a Secret that is missing or may not be read, and send nothing unsigned meanwhile', async () => {
    let secret: string | undefined;
    let reads = 0;
    const secrets = async () => {
      reads += 1;
      if (reads === 2) throw new ForbiddenError('secrets "hook" is forbidden');
      return secret;
    };
    controllerOf({ secrets }).seen(await finishedJob());
    const first = await delivered('Retrying', 1);
    expect(conditionOf(first.status?.conditions, 'CallbackDelivered')?.message).toMatch(/There is no Secret hook/);
    await eventually('it waits', () => clock.pending().length > 0);
    clock.advance(30_000);
    const second = await delivered('Retrying', 2);
    expect(conditionOf(second.status?.conditions, 'CallbackDelivered')?.message).toMatch(
      /may not read the Secret hook/,
    );
    expect(received).toHaveLength(0);
    secret = 'here it is';
    await eventually('it waits', () => clock.pending().length > 0);
    clock.advance(60_000);
    await delivered('Delivered', 3);
  });

  test('use up no attempt while the API does not answer', async () => {
    let reads = 0;
    const secrets = async () => {
      reads += 1;
      if (reads < 3) throw new ClusterUnavailableError('no answer');
      return 'secret';
    };
    controllerOf({ secrets }).seen(await finishedJob());
    await eventually('it waits', () => clock.pending().length > 0);
    clock.advance(1000);
    await eventually('it waits again', () => clock.pending().length > 0);
    clock.advance(2000);
    await delivered('Delivered', 1);
  });

  test('without a Secret go unsigned unless the installation has one', async () => {
    controllerOf().seen(await finishedJob({ signed: false }));
    await delivered('Delivered');
    expect(received.map(({ signature }) => signature)).toEqual([undefined]);
  });
});
