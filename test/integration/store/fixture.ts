import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { type JobId, newJobId, type TaskId, taskIdOf } from '../../../core/src/job/ids.ts';
import { openDatabase, openStore } from '../../../core/src/store/open.ts';
import type { ClaimedTask, NewJob, NewResult, NewTask, Store, StoredViolation } from '../../../core/src/store/types.ts';
import { provideDatabase } from '../database/provideDatabase.ts';
import type { TestDatabase } from '../database/types.ts';

/** A store with its schema in place, and the tables behind it. */
export interface StoreFixture {
  readonly database: TestDatabase;
  readonly store: Store;
  readonly db: Knex;
  close(): Promise<void>;
}

export type Fixture = () => StoreFixture;

export interface Backend {
  readonly name: string;
  readonly hasNetwork: boolean;
  provide(): Promise<TestDatabase>;
}

export const backends: readonly Backend[] = [
  { name: 'SQLite', hasNetwork: false, provide: provideSqlite },
  { name: 'a MySQL server', hasNetwork: true, provide: provideDatabase },
];

async function provideSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'sqllint-store-'));
  return {
    url: `sqlite://${join(folder, 'store.db')}`,
    description: 'SQLite',
    another: provideSqlite,
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function openFixture(database: TestDatabase): Promise<StoreFixture> {
  const { url } = database;
  const store = await openStore({ url });
  await store.migrate();
  const db = await openDatabase({ url });
  return {
    database,
    store,
    db,
    close: async () => {
      await Promise.all([store.close(), db.destroy()]);
    },
  };
}

/** Inserts a job and returns its id. */
export async function addJob(store: Store, createdAt = Date.now(), changes: Partial<NewJob> = {}): Promise<JobId> {
  const jobId = newJobId();
  await store.jobs.insert({
    jobId,
    namespace: 'team-a',
    name: jobId,
    uid: randomUUID(),
    submissionType: 'ZIP_ARCHIVE',
    sourcePath: 'archives/nightly.zip',
    profile: null,
    userId: 'u001',
    productName: null,
    createdAt,
    execution: 'Job',
    priority: 0,
    ...changes,
  });
  return jobId;
}

/** A result key of this test run. */
export function keyOf(name: string, salt = ''): string {
  return createHash('sha256').update(`${salt}/${name}`).digest('hex');
}

export function newTask(jobId: JobId, entryIndex: number, changes: Partial<NewTask> = {}): NewTask {
  return {
    taskId: taskIdOf(jobId, entryIndex),
    entryIndex,
    fileName: `sql/${entryIndex}.sql`,
    fileSize: 100 + entryIndex,
    resultKey: keyOf(String(entryIndex), jobId),
    failure: null,
    ...changes,
  };
}

/** A job with that many tasks, each with a result key of its own. */
export async function addJobWithTasks(store: Store, count: number): Promise<JobId> {
  const jobId = await addJob(store);
  const tasks = Array.from({ length: count }, (_, index) => newTask(jobId, index));
  await addTasks(store, jobId, tasks);
  return jobId;
}

/** Adds tasks as the runner that expands the job; returns how many were settled. */
export async function addTasks(store: Store, jobId: JobId, tasks: readonly NewTask[]): Promise<number> {
  const owner = 'expander';
  await store.expansion.acquire(jobId, owner, 60_000);
  const added = await store.expansion.addTasks({ jobId, owner, tasks });
  if (!added.held) throw new Error(`The expansion of ${jobId} is not held.`);
  return added.settled;
}

export function violation(changes: Partial<StoredViolation> = {}): StoredViolation {
  return {
    lineNo: 1,
    linePos: 1,
    endLineNo: 1,
    endLinePos: 7,
    code: 'LT01',
    rule: 'layout.spacing',
    description: 'Expected only single space before naked identifier.',
    severity: 'Minor',
    fixable: true,
    ...changes,
  };
}

export function newResult(resultKey: string, changes: Partial<NewResult> = {}): NewResult {
  return {
    resultKey,
    path: `results/${resultKey.slice(0, 2)}/${resultKey}.json`,
    engineVersion: '4.5.0',
    fileSize: 100,
    lineCount: 3,
    characterCount: 98,
    analysisMs: 12.5,
    violations: [],
    ...changes,
  };
}

export interface ClaimDefaults {
  readonly owner?: string;
  readonly limit?: number;
  readonly leaseMs?: number;
  readonly maxAttempts?: number;
  readonly except?: readonly TaskId[];
}

export function claim(store: Store, jobId: JobId, options: ClaimDefaults = {}): Promise<readonly ClaimedTask[]> {
  return store.tasks.claim({ jobId, owner: 'runner-a', limit: 100, leaseMs: 60_000, maxAttempts: 3, ...options });
}

export function commitItem(task: ClaimedTask, owner = 'runner-a', violations: readonly StoredViolation[] = []) {
  return {
    fence: { taskId: task.taskId, owner, attempt: task.attempt },
    result: newResult(task.resultKey, { violations }),
  };
}

/** Back-dates the leases of a job's tasks, as if their time had run out. */
export async function expireLeases(db: Knex, jobId: JobId, owner = 'runner-a'): Promise<void> {
  await db('linting_tasks').where({ job_id: jobId, lease_owner: owner }).update({ lease_expires_at: 1 });
}

export function indexesOf(tasks: readonly { readonly entryIndex: number }[]): readonly number[] {
  return tasks.map((task) => task.entryIndex);
}

/** Takes the first of what must not be empty. */
export function only<T>(items: readonly T[]): T {
  const [first] = items;
  if (first === undefined || items.length !== 1) throw new Error(`There are ${items.length} where one was expected.`);
  return first;
}
