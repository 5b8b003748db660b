import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLogger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { eventually } from '../../test/eventually.ts';
import { aJob } from '../../test/jobs.ts';
import type { Workload, WorkloadRequest } from '../cluster/workloads.ts';
import { openRunnerProcesses, type RunnerProcesses } from './runnerProcesses.ts';

let folder: string;
let runners: RunnerProcesses;
const logger = createLogger({ name: 'test', level: 'silent' });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-processes-'));
  writeFileSync(join(folder, 'log'), '');
});

afterEach(async () => {
  await runners.stop();
  rmSync(folder, { recursive: true });
});

test('the process started ahead takes the first job, and the next one', async () => {
  open({ slots: 1 });
  await run('ok-first');
  await run('ok-second');
  const [first, second] = assignments();
  expect(first?.pid).toBe(second?.pid);
});

test('a job of several runners gets as many processes as there are slots', async () => {
  open({ slots: 3 });
  await create('hang', { parallelism: 5 });
  await state('hang', (workload) => workload.active === 3);
  await eventually('each process has its own', () => new Set(assignments().map(({ pid }) => pid)).size === 3);
});

test('a second process of one job waits while another job has none', async () => {
  open({ slots: 2 });
  await create('hang-first');
  await state('hang-first', ({ active }) => active === 1);
  await create('hang-wide', { parallelism: 2 });
  await create('ok-last');
  await state('hang-wide', ({ active }) => active === 1);
  await runners.delete(aJob({ name: 'hang-first' }));
  await state('ok-last', ({ state }) => state === 'succeeded');
  await state('hang-wide', ({ active }) => active === 2);
});

test('the job of higher priority is served first, then the older one', async () => {
  open({ slots: 1 });
  await create('hang');
  await state('hang', ({ active }) => active === 1);
  await create('ok-old');
  await create('ok-young');
  await create('ok-urgent', { priority: 10 });
  expect((await observed('ok-urgent'))?.state).toBe('queued');
  await runners.delete(aJob({ name: 'hang' }));
  await state('ok-young', ({ state }) => state === 'succeeded');
  expect(assignments().map(({ name }) => name)).toEqual(['hang', 'ok-urgent', 'ok-old', 'ok-young']);
});

test('a runner that crashes is replaced until the backoff limit, and its end is told', async () => {
  open({ slots: 1 });
  await create('crash', { backoffLimit: 1 });
  const failed = await state('crash', ({ state }) => state === 'failed');
  expect(failed).toMatchObject({
    failed: 2,
    active: 0,
    reason: 'BackoffLimitExceeded',
    failure: { publicMessage: 'The last runner was ended by signal SIGKILL.' },
  });
  expect(new Set(assignments().map(({ pid }) => pid)).size).toBe(2);
});

test('a runner that reports a failure keeps its process', async () => {
  open({ slots: 1 });
  await create('fails', { backoffLimit: 0 });
  const failed = await state('fails', ({ state }) => state === 'failed');
  expect(failed.failure).toEqual({
    publicMessage: 'The last runner crashed with exit code 3; its log says why.',
    detail: 'the runner process: exit code 3',
    lastWords: 'the share is not there',
  });
  await run('ok');
  expect(new Set(assignments().map(({ pid }) => pid)).size).toBe(1);
});

test('deleting a job aborts its runner, and the process takes the next job', async () => {
  open({ slots: 1 });
  await create('hang');
  await state('hang', ({ active }) => active === 1);
  await runners.delete(aJob({ name: 'hang' }));
  expect(await observed('hang')).toBeUndefined();
  await run('ok');
  expect(new Set(assignments().map(({ pid }) => pid)).size).toBe(1);
});

test('a process that does not obey an abort is killed', async () => {
  open({ slots: 1, patienceMs: 50 });
  await create('deaf');
  await eventually('the deaf process works', () => assignments().length === 1);
  await runners.delete(aJob({ name: 'deaf' }));
  await run('ok');
  const [deaf, next] = assignments();
  expect(next?.pid).not.toBe(deaf?.pid);
  await eventually('the deaf process is gone', () => !isAlive(deaf?.pid));
});

test('scaling down ends the surplus runners only', async () => {
  open({ slots: 2 });
  await create('hang', { parallelism: 2 });
  await state('hang', ({ active }) => active === 2);
  await runners.scale(aJob({ name: 'hang' }), 1);
  expect(await observed('hang')).toMatchObject({ active: 1, parallelism: 1 });
  await run('ok');
});

test('creating an attempt again changes nothing; the next attempt replaces it', async () => {
  open({ slots: 1 });
  await create('hang');
  await state('hang', ({ active }) => active === 1);
  await create('hang');
  expect(await observed('hang')).toMatchObject({ attempt: 1, active: 1 });
  await create('hang', { attempt: 2 });
  await state('hang', ({ attempt, active }) => attempt === 2 && active === 1);
  await eventually('both were assigned', () => assignments().length === 2);
});

test('a command that never becomes ready is a trouble of the waiting jobs, and is not started in a tight loop', async () => {
  open({ slots: 1, env: { NEVER_READY: '1' } });
  await create('ok');
  const { troubles } = await state('ok', (workload) => workload.troubles.length > 0);
  expect(troubles[0]).toMatchObject({
    reason: 'RunnerNotStarting',
    message: 'the runner process ended with exit status 9 before it was ready',
  });
});

test('changes are told to watchers, with the workloads that exist already, and of a fast job only its end', async () => {
  open({ slots: 1, jobsEach: 2 });
  await create('hang');
  const seen: string[] = [];
  const watch = runners.watch(({ name }) => seen.push(name));
  await watch.ready;
  expect(seen).toEqual(['hang']);
  await eventually('its runner is told', () => seen.length === 2);
  await create('ok');
  await eventually('the end of the other is told', () => seen.includes('ok'));
  expect((await observed('ok'))?.state).toBe('succeeded');
  await watch.stop();
});

test('stopping ends idle and busy processes', async () => {
  open({ slots: 2, patienceMs: 500 });
  await create('hang');
  await state('hang', ({ active }) => active === 1);
  const pids = await eventually('the process works', () => {
    const found = assignments().map(({ pid }) => pid);
    return found.length > 0 && found;
  });
  await runners.stop();
  for (const pid of pids) expect(isAlive(pid)).toBe(false);
});

test('a process works on several jobs at once, up to its bound', async () => {
  open({ slots: 1, jobsEach: 2 });
  await create('hang-1');
  await create('hang-2');
  await create('hang-3');
  await state('hang-2', ({ active }) => active === 1);
  expect((await observed('hang-3'))?.state).toBe('queued');
  await runners.delete(aJob({ name: 'hang-1' }));
  await state('hang-3', ({ active }) => active === 1);
  await eventually('all were assigned', () => assignments().length === 3);
  expect(new Set(assignments().map(({ pid }) => pid)).size).toBe(1);
});

test('a job has each process once, and jobs are spread over the processes', async () => {
  open({ slots: 2, jobsEach: 2 });
  await create('hang-wide', { parallelism: 4 });
  await state('hang-wide', ({ active }) => active === 2);
  await create('hang-1');
  await create('hang-2');
  await state('hang-2', ({ active }) => active === 1);
  await eventually('all were assigned', () => assignments().length === 4);
  const byProcess = Map.groupBy(assignments(), ({ pid }) => pid);
  expect([...byProcess.values()].map((taken) => taken.length)).toEqual([2, 2]);
});

test('a job beside one that does not obey goes on in another process, and that is no failure of it', async () => {
  open({ slots: 1, jobsEach: 2, patienceMs: 50 });
  await create('hang', { backoffLimit: 0 });
  await create('deaf');
  await eventually('both were assigned', () => assignments().length === 2);
  await runners.delete(aJob({ name: 'deaf' }));
  await eventually('the other was assigned again', () => assignments().length === 3);
  expect(await observed('hang')).toMatchObject({ state: 'running', failed: 0, active: 1 });
  expect(assignments()[2]).toMatchObject({ name: 'hang' });
  expect(assignments()[2]?.pid).not.toBe(assignments()[0]?.pid);
});

test('jobs whose process crashed under them have all lost a runner', async () => {
  open({ slots: 1, jobsEach: 2 });
  await create('hang', { backoffLimit: 5 });
  await state('hang', ({ active }) => active === 1);
  await create('crash', { backoffLimit: 0 });
  await state('crash', ({ state }) => state === 'failed');
  await state('hang', ({ failed, active }) => failed === 1 && active === 1);
});

interface Opening {
  readonly slots: number;
  readonly jobsEach?: number;
  readonly patienceMs?: number;
  readonly env?: Record<string, string>;
}

function open({ slots, jobsEach = 1, patienceMs = 2000, env = {} }: Opening): void {
  const standby = join(import.meta.dirname, '../../test/standby.mjs');
  runners = openRunnerProcesses({
    command: [process.execPath, standby],
    env: { ...env, LOG: join(folder, 'log') },
    slots,
    jobsEach,
    patienceMs,
    logger,
  });
  runners.start();
}

type Wish = Partial<Pick<WorkloadRequest, 'attempt' | 'parallelism' | 'backoffLimit'>> & { readonly priority?: number };

async function create(name: string, { priority = 0, ...wish }: Wish = {}): Promise<void> {
  const job = aJob({ name, spec: { priority } });
  await runners.create({ job, attempt: 1, parallelism: 1, backoffLimit: 0, activeDeadlineSeconds: 60, ...wish });
}

function observed(name: string): Promise<Workload | undefined> {
  const job: SqlLintJob = aJob({ name });
  return runners.observe(job);
}

function state(name: string, wanted: (workload: Workload) => boolean): Promise<Workload> {
  return eventually(`the state of ${name}`, async () => {
    const workload = await observed(name);
    return workload !== undefined && wanted(workload) ? workload : undefined;
  });
}

async function run(name: string): Promise<void> {
  await create(name);
  await state(name, (workload) => workload.state === 'succeeded');
}

function assignments(): { pid: number; name: string }[] {
  const lines = readFileSync(join(folder, 'log'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [pid, type, name] = line.split(' ');
    return type === 'assign' && name !== undefined ? [{ pid: Number(pid), name }] : [];
  });
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
