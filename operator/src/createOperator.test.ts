import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type EmbeddedJobResources, openEmbeddedJobs } from '@sqllint/core/cluster/embedded/openEmbeddedJobs';
import { ForbiddenError } from '@sqllint/core/cluster/errors';
import { jobIdOf } from '@sqllint/core/job/identity';
import { taskIdOf } from '@sqllint/core/job/ids';
import type { TaskErrorCode } from '@sqllint/core/job/states';
import { createLogger } from '@sqllint/core/logging/logger';
import type { SqlLintJob, SqlLintJobSpecInput } from '@sqllint/core/resource/sqlLintJob';
import { openStore } from '@sqllint/core/store/open';
import type { Store } from '@sqllint/core/store/types';
import { eventually } from '../test/eventually.ts';
import { type FakeClock, fakeClock } from '../test/fakeClock.ts';
import { type ScriptedWorkloads, scriptedWorkloads } from '../test/scriptedWorkloads.ts';
import type { JobHappening } from './cluster/events.ts';
import { WorkloadRefusedError } from './cluster/workloads.ts';
import { createOperator, type Operator } from './createOperator.ts';
import { conditionOf } from './decide/conditions.ts';

const ref = { namespace: 'team-a', name: 'nightly' };
const logger = createLogger({ name: 'test', level: 'silent' });

let folder: string;
let jobs: EmbeddedJobResources;
let store: Store;
let workloads: ScriptedWorkloads;
let clock: FakeClock;
let operator: Operator;
let happenings: JobHappening[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operator-'));
  clock = fakeClock(Date.now());
  jobs = openEmbeddedJobs({
    path: join(folder, 'resources.db'),
    profilesDir: join(folder, 'profiles'),
    pollMs: 5,
    now: clock.now,
  });
  store = await openStore({ url: `sqlite://${join(folder, 'store.db')}` });
  await store.migrate();
  workloads = scriptedWorkloads();
  happenings = [];
  await startOperator();
});

afterEach(async () => {
  await operator.stop();
  jobs.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a job is accepted, run and completed, and its history is durable', async () => {
  await create();
  expect(await phase('Accepted')).toMatchObject({ jobId: await jobId() });
  expect(workloads.created).toEqual([{ name: 'nightly', attempt: 1, parallelism: 2 }]);

  workloads.becomes('nightly', { state: 'running', active: 2 });
  await phase('Processing');
  await expandInto(2);
  await analyse(0);
  await analyse(1);
  workloads.becomes('nightly', { state: 'succeeded', active: 0, succeeded: 2 });

  const status = await phase('Completed');
  expect(status).toMatchObject({ verdict: 'Rejected', violations: { total: 2, critical: 2 } });
  expect(conditionOf(status?.conditions, 'Complete')).toMatchObject({ status: 'True', reason: 'Completed' });
  expect(await store.jobs.get(await jobId())).toMatchObject({ status: 'COMPLETED', verdict: 'Rejected' });
  expect(happenings.map(({ reason }) => reason)).toEqual(['Completed']);
  await eventually('the resource may go', async () => (await read()).metadata.finalizers === undefined);
});

test('a job is completed as soon as its last file is, although its runners have not left', async () => {
  await runningJob(1);
  await analyse(0);
  await jobs.applyProgress(ref, progressOf(1));
  const noticed = performance.now();
  await phase('Completed');
  expect(performance.now() - noticed).toBeLessThan(500);
  expect(workloads.has('nightly')).toBe(true);
});

test('runners that do not leave a finished job are ended', async () => {
  await runningJob(1);
  await analyse(0);
  await jobs.applyProgress(ref, progressOf(1));
  await phase('Completed');
  await eventually('the operator means to look again', () => clock.pending().length > 0);
  clock.advance(60_000);
  await eventually('the runners are ended', () => !workloads.has('nightly'));
});

test('settings of the source that do not count are a condition of the finished job', async () => {
  await create();
  await phase('Accepted');
  workloads.becomes('nightly', { state: 'running', active: 2 });
  await phase('Processing');
  await expandInto(1, ['.sqlfluff: The setting "templater" is refused.']);
  await analyse(0);
  workloads.becomes('nightly', { state: 'succeeded', active: 0, succeeded: 1 });
  const status = await phase('Completed');
  expect(conditionOf(status?.conditions, 'Warnings')).toMatchObject({
    status: 'True',
    reason: 'SettingsRefused',
    message: '.sqlfluff: The setting "templater" is refused.',
  });
});

test('a file that could not be analysed makes the job partially completed', async () => {
  await runningJob(2);
  await analyse(0);
  await fail(1, 'TIMEOUT');
  workloads.becomes('nightly', { state: 'succeeded', active: 0 });
  const status = await phase('PartiallyCompleted');
  expect(conditionOf(status?.conditions, 'Complete')?.message).toBe('1 of 2 files were analysed, 1 could not be.');
});

test('an unknown dialect fails the job with the reason, in the resource and in the database', async () => {
  await create({ dialect: 'mysqll' });
  const status = await phase('Failed');
  expect(status).toMatchObject({ verdict: 'Rejected' });
  expect(conditionOf(status?.conditions, 'Failed')).toMatchObject({ reason: 'InvalidProfile' });
  expect(conditionOf(status?.conditions, 'Accepted')).toMatchObject({ status: 'False' });
  expect((await store.jobs.get(await jobId()))?.errorMessage).toContain('mysqll');
  expect(workloads.created).toEqual([]);
});

test('a job keeps the profile that it was accepted with, whatever becomes of it', async () => {
  putProfile('lenient', { dialect: 'postgres', gate: { maxViolations: { Critical: 1 } } });
  await create({ profile: 'lenient', rules: ['LT01'] });
  await phase('Accepted');
  expect((await store.jobs.get(await jobId()))?.profile).toMatchObject({
    name: 'lenient',
    dialect: 'postgres',
    rules: ['LT01'],
  });
  putProfile('lenient', { gate: { maxViolations: { Critical: 0 } } });
  workloads.becomes('nightly', { state: 'running', active: 1 });
  await phase('Processing');
  rmSync(join(folder, 'profiles'), { recursive: true });
  await expandInto(1);
  await analyse(0);
  workloads.becomes('nightly', { state: 'succeeded', active: 0, succeeded: 1 });
  expect(await phase('Completed')).toMatchObject({ verdict: 'Passed', violations: { critical: 1 } });
});

test.each<[string, object | undefined, string, RegExp]>([
  ['does not exist', undefined, 'ProfileNotFound', /^profile "strict" does not exist; use one of "default", "other"$/],
  ['is not valid', { dialect: 'mysq' }, 'InvalidProfile', /^profile "strict" cannot be used: spec\.dialect "mysq" is/],
])('a job whose profile %s is not run with another one', async (_, spec, reason, message) => {
  putProfile('other', {});
  if (spec !== undefined) putProfile('strict', spec);
  await create({ profile: 'strict' });
  const status = await phase('Failed');
  expect(conditionOf(status?.conditions, 'Failed')).toMatchObject({ reason, message: expect.stringMatching(message) });
  expect(conditionOf(status?.conditions, 'Accepted')).toMatchObject({ status: 'False', reason });
  expect((await store.jobs.get(await jobId()))?.errorMessage).toMatch(message);
  expect(workloads.created).toEqual([]);
});

test('a source that a runner could not open fails the job with what the runner said', async () => {
  await runningJob();
  await store.expansion.acquire(await jobId(), 'runner', 60_000);
  await store.expansion.fail(await jobId(), 'runner', 'SourceMissing', 'archives/nightly.zip is not on the share.');
  workloads.becomes('nightly', { state: 'succeeded', active: 0 });
  expect(conditionOf((await phase('Failed'))?.conditions, 'Failed')).toMatchObject({
    reason: 'SourceMissing',
    message: 'archives/nightly.zip is not on the share.',
  });
});

test('a cancelled job loses its runners, and its unfinished files say so', async () => {
  await runningJob(2);
  await analyse(0);
  await jobs.patchSpec(ref, { cancelled: true });
  const status = await phase('Cancelled');
  expect(status?.verdict).toBeUndefined();
  expect(workloads.deleted).toEqual(['nightly']);
  const tasks = await store.tasks.page(await jobId(), 0, 10);
  expect(tasks.map(({ status, errorCode }) => [status, errorCode])).toEqual([
    ['SUCCESS', null],
    ['FAILURE', 'CANCELLED'],
  ]);
});

test('a suspended job has no runners until it is resumed', async () => {
  await runningJob(1);
  await jobs.patchSpec(ref, { suspend: true });
  await condition('Queued', 'Suspended');
  expect(workloads.has('nightly')).toBe(false);
  expect((await read()).status?.startTime).toBeUndefined();
  await jobs.patchSpec(ref, { suspend: false });
  await eventually('new runners', () => workloads.has('nightly'));
  expect(workloads.created.map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test('a job beyond its deadline ends, and its unfinished files say so', async () => {
  await runningJob(2, { activeDeadlineSeconds: 60 });
  await analyse(0);
  clock.advance(60_000);
  const status = await phase('PartiallyCompleted');
  expect(conditionOf(status?.conditions, 'Complete')).toMatchObject({ reason: 'DeadlineExceeded' });
  expect(workloads.deleted).toEqual(['nightly']);
  expect((await store.tasks.page(await jobId(), 1, 1))[0]?.errorCode).toBe('DEADLINE_EXCEEDED');
});

test('a workload that vanished is replaced by the next attempt', async () => {
  await runningJob(1);
  workloads.vanishes('nightly');
  await eventually('a second attempt', () => workloads.created.length === 2);
  expect((await read()).status?.workload).toMatchObject({ attempt: 2, failures: 0 });
});

test('runners that failed too often end the job, and its unfinished files say so', async () => {
  await runningJob(1, { backoffLimit: 1 });
  workloads.becomes('nightly', {
    state: 'failed',
    active: 0,
    failed: 2,
    reason: 'BackoffLimitExceeded',
    failure: {
      publicMessage: 'The last runner ran out of memory.',
      detail: 'pod a: OOMKilled',
      lastWords: 'connect ECONNREFUSED 10.0.0.7:3306',
    },
  });
  const status = await phase('Failed');
  expect(conditionOf(status?.conditions, 'Failed')?.message).toContain('OOMKilled');
  const [task] = await store.tasks.page(await jobId(), 0, 1);
  expect(task).toMatchObject({ errorCode: 'RUNNER_FAILED', errorMessage: expect.stringContaining('out of memory') });
  const shown = JSON.stringify([status, task, await store.jobs.get(await jobId())]);
  expect(shown).not.toContain('ECONNREFUSED');
});

test('a pod that cannot start becomes a condition, and after its grace period a failure', async () => {
  await create();
  await phase('Accepted');
  const since = clock.now();
  workloads.becomes('nightly', {
    troubles: [{ kind: 'broken', reason: 'ImagePullBackOff', message: 'no such image: lint:9', since }],
  });
  expect((await condition('Queued', 'ImagePullBackOff')).message).toBe('no such image: lint:9');
  clock.advance(300_000);
  const status = await phase('Failed');
  expect(conditionOf(status?.conditions, 'Failed')).toMatchObject({ reason: 'ImagePullBackOff' });
  expect(workloads.has('nightly')).toBe(false);
});

test('runners that the cluster refuses are asked for again, and given up after a while', async () => {
  workloads.refuseWith(new WorkloadRefusedError('QuotaExceeded', 'exceeded quota: pods=0'));
  await create();
  await condition('Queued', 'QuotaExceeded');
  workloads.refuseWith(undefined);
  clock.advance(1000);
  await condition('Queued', 'WaitingForRunner');
  expect((await read()).status?.workload).toEqual({
    attempt: 1,
    failures: 0,
    createdAt: new Date(clock.now()).toISOString(),
  });
});

test('a finished job is deleted after its time to live, and its history stays', async () => {
  await runningJob(1, { ttlSecondsAfterFinished: 600 });
  await analyse(0);
  workloads.becomes('nightly', { state: 'succeeded', active: 0 });
  await phase('Completed');
  const id = await jobId();
  await eventually('the operator means to look again', () => clock.pending().includes(600_000));
  clock.advance(600_000);
  await eventually('the resource is gone', async () => (await jobs.get(ref)) === undefined);
  expect((await store.jobs.get(id))?.status).toBe('COMPLETED');
});

test('deleting a running job ends its runners and records the end before the resource goes', async () => {
  await runningJob(1);
  const { uid } = (await read()).metadata;
  const id = await jobId();
  await jobs.delete(ref, uid);
  await eventually('the resource is gone', async () => (await jobs.get(ref)) === undefined);
  expect(workloads.has('nightly')).toBe(false);
  expect((await store.jobs.get(id))?.status).toBe('CANCELLED');
});

test('an operator that starts in the middle of a job carries on', async () => {
  await runningJob(1);
  await operator.stop();
  await analyse(0);
  await startOperator();
  await phase('Completed');
  expect(workloads.created).toHaveLength(1);
});

test('an end that was stored and not shown is shown after a restart, as it was stored', async () => {
  await runningJob(1);
  await operator.stop();
  await analyse(0);
  await store.jobs.finish(await jobId(), { status: 'COMPLETED', verdict: 'Passed', errorMessage: null });
  await startOperator();
  expect(await phase('Completed')).toMatchObject({ verdict: 'Passed' });
});

test('a refused profile stays refused when the operator died before it could say so', async () => {
  await operator.stop();
  await create({ profile: 'strict' });
  const { name, namespace, uid, creationTimestamp } = (await read()).metadata;
  await store.jobs.insert({
    jobId: await jobId(),
    namespace,
    name,
    uid,
    submissionType: 'ZIP_ARCHIVE',
    execution: 'Job',
    priority: 0,
    sourcePath: 'archives/nightly.zip',
    profile: null,
    userId: null,
    productName: null,
    createdAt: Date.parse(creationTimestamp),
  });
  await startOperator();
  expect(conditionOf((await phase('Failed'))?.conditions, 'Failed')).toMatchObject({ reason: 'ProfileNotFound' });
  expect(workloads.created).toEqual([]);
});

test('without its database a job waits, and goes on when the database is back', async () => {
  await operator.stop();
  const broken = { down: true };
  await startOperator(flaky(store, broken));
  await create();
  await condition('Queued', 'DatabaseUnavailable');
  expect(workloads.created).toEqual([]);
  broken.down = false;
  clock.advance(5_000);
  await eventually('runners', () => workloads.has('nightly'));
});

test('a job whose resource may not be changed keeps nobody from a slot, says why, and is given up', async () => {
  await operator.stop();
  const setFinalizer: typeof jobs.setFinalizer = async (job, present) => {
    if (job.metadata.name === 'nightly') throw new ForbiddenError('policy "frozen" denied the request');
    return await jobs.setFinalizer(job, present);
  };
  const events = { recordEvent: async () => undefined };
  operator = createOperator({
    cluster: { jobs: { ...jobs, setFinalizer }, workloads, events },
    store,
    logger,
    clock,
    settings: { quietStartMs: 0, limits: { installation: 1, namespace: 1 } },
  });
  await create();
  await operator.start();
  operator.lead();
  await condition('Queued', 'FinalizerRefused');
  await jobs.create({ namespace: 'team-a', name: 'other', spec: { source: { file: { path: 'a.sql' } } } });
  await eventually('the other job has its runners', () => workloads.has('other'));
  clock.advance(300_000);
  expect(conditionOf((await phase('Failed'))?.conditions, 'Failed')).toMatchObject({ reason: 'FinalizerRefused' });
});

test('a job whose resource is taken away ends as cancelled in the history', async () => {
  await runningJob(2);
  const id = await jobId();
  const job = await read();
  await jobs.delete(ref, job.metadata.uid);
  await jobs.setFinalizer(await read(), false).catch(() => undefined);
  await eventually('its history ends', async () => (await store.jobs.get(id))?.status === 'CANCELLED');
});

async function startOperator(over: Store = store): Promise<void> {
  const events = { recordEvent: async (_: SqlLintJob, happening: JobHappening) => void happenings.push(happening) };
  operator = createOperator({
    cluster: { jobs, workloads, events },
    store: over,
    logger,
    clock,
    settings: { quietStartMs: 0 },
  });
  await operator.start();
  operator.lead();
}

function flaky(over: Store, state: { readonly down: boolean }): Store {
  const progress: Store['jobs']['progress'] = async (id) => {
    if (state.down) throw new Error('connect ECONNREFUSED');
    return over.jobs.progress(id);
  };
  return { ...over, jobs: { ...over.jobs, progress } };
}

async function create(spec: Partial<SqlLintJobSpecInput> = {}): Promise<void> {
  await jobs.create({ ...ref, spec: { source: { archive: { path: 'archives/nightly.zip' } }, ...spec } });
}

/** A job with runners, and with `files` tasks when given. */
async function runningJob(files?: number, spec: Partial<SqlLintJobSpecInput> = {}): Promise<void> {
  await create(spec);
  await phase('Accepted');
  workloads.becomes('nightly', { state: 'running', active: 1 });
  await phase('Processing');
  if (files !== undefined) await expandInto(files);
}

async function read(): Promise<SqlLintJob> {
  const job = await jobs.get(ref);
  if (job === undefined) throw new Error('the resource is gone');
  return job;
}

async function jobId() {
  return jobIdOf(await read());
}

function phase(wanted: string): Promise<SqlLintJob['status']> {
  return eventually(`phase ${wanted}`, async () => {
    const status = (await jobs.get(ref))?.status;
    return status?.phase === wanted ? status : undefined;
  });
}

function condition(type: 'Queued' | 'Running', reason: string) {
  return eventually(`${type} because of ${reason}`, async () => {
    const found = conditionOf((await jobs.get(ref))?.status?.conditions, type);
    return found?.reason === reason ? found : undefined;
  });
}

function putProfile(name: string, spec: object): void {
  mkdirSync(join(folder, 'profiles'), { recursive: true });
  const profile = { apiVersion: 'sqllint.dev/v1', kind: 'SqlLintProfile', metadata: { name }, spec };
  writeFileSync(join(folder, 'profiles', `${name}.yaml`), JSON.stringify(profile));
}

async function expandInto(files: number, warnings: readonly string[] = []): Promise<void> {
  const id = await jobId();
  await store.expansion.acquire(id, 'runner', 60_000);
  const tasks = Array.from({ length: files }, (_, entryIndex) => ({
    taskId: taskIdOf(id, entryIndex),
    entryIndex,
    fileName: `${entryIndex}.sql`,
    fileSize: 10,
    resultKey: String(entryIndex).padStart(64, '0'),
    failure: null,
  }));
  await store.expansion.addTasks({ jobId: id, owner: 'runner', tasks, totalFiles: files, warnings });
}

async function claim() {
  const options = { owner: 'runner', limit: 1, leaseMs: 60_000, maxAttempts: 3 };
  const [task] = await store.tasks.claim({ ...options, jobId: await jobId() });
  if (task === undefined) throw new Error('there is no task to claim');
  return { ...task, fence: { taskId: task.taskId, owner: 'runner', attempt: task.attempt } };
}

/** Analyses the next file, which has one Critical violation. */
async function analyse(entryIndex: number): Promise<void> {
  const task = await claim();
  expect(task.entryIndex).toBe(entryIndex);
  const violation = {
    lineNo: 1,
    linePos: 1,
    endLineNo: null,
    endLinePos: null,
    code: 'PRS',
    rule: '',
    description: 'Found unparsable section.',
    severity: 'Critical' as const,
    fixable: false,
  };
  const result = {
    resultKey: task.resultKey,
    path: `results/00/${task.resultKey}.json`,
    engineVersion: '1',
    fileSize: 10,
    lineCount: 1,
    characterCount: 10,
    analysisMs: 3,
    violations: [violation],
  };
  await store.tasks.commit(await jobId(), [{ fence: task.fence, result }]);
}

async function fail(entryIndex: number, code: TaskErrorCode): Promise<void> {
  const task = await claim();
  expect(task.entryIndex).toBe(entryIndex);
  await store.tasks.fail(task.fence, code, 'It took too long.');
}

function progressOf(total: number) {
  return { total, succeeded: total, failed: 0, cached: 0, updatedAt: new Date(clock.now()).toISOString() };
}
