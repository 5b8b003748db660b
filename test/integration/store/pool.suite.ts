import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { JobId } from '../../../core/src/job/ids.ts';
import { maxExpansionAttempts } from '../../../core/src/store/operations/pool/expansionBound.ts';
import { nextJob } from '../../../core/src/store/operations/pool/nextJob.ts';
import type { NewJob } from '../../../core/src/store/types.ts';
import { addJob, addTasks, claim, commitItem, expireLeases, type Fixture, newTask, only } from './fixture.ts';

const completed = { status: 'COMPLETED', verdict: 'Passed', errorMessage: null } as const;

export function poolSuite(fixture: Fixture): void {
  describe('the pool', () => {
    /** Each case has a namespace of its own. */
    const aNamespace = () => `pool-${randomUUID()}`;
    const next = async (namespace: string, ...except: JobId[]) =>
      (await fixture().store.pool.next({ namespace, except }))?.jobId;
    const add = (namespace: string, changes: Partial<NewJob> = {}, createdAt?: number) =>
      addJob(fixture().store, createdAt, { namespace, offered: true, execution: 'Pool', ...changes });
    const backlogOf = async (namespace: string) =>
      (await fixture().store.pool.backlog()).find((backlog) => backlog.namespace === namespace);

    /** As a runner that has made all tasks of the job. */
    const expand = async (jobId: JobId, files: number) => {
      const owner = 'expander';
      const tasks = Array.from({ length: files }, (_, index) => newTask(jobId, index));
      await fixture().store.expansion.acquire(jobId, owner, 60_000);
      await fixture().store.expansion.addTasks({ jobId, owner, tasks, totalFiles: files });
    };

    test('offers a job from its insertion, or from the moment when it was offered, and until it is withdrawn', async () => {
      const { store } = fixture();
      const namespace = aNamespace();
      const jobId = await add(namespace, { offered: false, name: 'nightly', uid: 'b1a1' });
      expect(await next(namespace)).toBeUndefined();
      expect(await store.jobs.progress(jobId)).toMatchObject({ offered: false });
      await store.pool.offer(jobId, 0);
      await store.pool.offer(jobId, 0);
      expect(await store.pool.next({ namespace, except: [] })).toEqual({
        namespace,
        name: 'nightly',
        jobId,
        uid: 'b1a1',
      });
      expect(await store.jobs.progress(jobId)).toMatchObject({ offered: true });
      await store.pool.withdraw(jobId);
      await store.pool.withdraw(jobId);
      expect(await next(namespace)).toBeUndefined();
      const inserted = await add(namespace);
      expect(await next(namespace)).toBe(inserted);
    });

    test('has nothing of other namespaces, and nothing that the runner works on already', async () => {
      const [here, there] = [aNamespace(), aNamespace()];
      const jobId = await add(here);
      expect(await next(there)).toBeUndefined();
      expect(await next(here, jobId)).toBeUndefined();
    });

    test('hands out the highest priority first, then the oldest, and follows a priority that changes', async () => {
      const namespace = aNamespace();
      const oldest = await add(namespace, {}, 1000);
      const older = await add(namespace, {}, 2000);
      const urgent = await add(namespace, { priority: 5 }, 3000);
      const late = await add(namespace, { priority: -5 }, 500);
      const order: JobId[] = [];
      for (let found = await next(namespace); found; found = await next(namespace, ...order)) order.push(found);
      expect(order).toEqual([urgent, oldest, older, late]);
      await fixture().store.pool.offer(late, 6);
      expect(await next(namespace)).toBe(late);
    });

    test('a job has work while nobody expands it', async () => {
      const { store, db } = fixture();
      const namespace = aNamespace();
      const jobId = await add(namespace);
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      expect(await next(namespace)).toBeUndefined();
      await db('linting_jobs').where({ job_id: jobId }).update({ expansion_expires_at: 1 });
      expect(await next(namespace)).toBe(jobId);
      await store.expansion.acquire(jobId, 'runner-b', 60_000);
      await store.expansion.fail(jobId, 'runner-b', 'SourceInvalid', 'No ZIP.');
      expect(await next(namespace)).toBeUndefined();
    });

    test('a job on which runner after runner was lost while they expanded it is offered to nobody more', async () => {
      const { store, db } = fixture();
      const namespace = aNamespace();
      const jobId = await add(namespace);
      for (let attempt = 1; attempt <= maxExpansionAttempts; attempt += 1) {
        expect(await next(namespace)).toBe(jobId);
        await store.expansion.acquire(jobId, `runner-${attempt}`, 60_000);
        await db('linting_jobs').where({ job_id: jobId }).update({ expansion_expires_at: 1 });
      }
      expect(await next(namespace)).toBeUndefined();
      expect(await store.jobs.progress(jobId)).toMatchObject({ expansionAttempts: 5, expanding: false });
      expect(await backlogOf(namespace)).toMatchObject({ jobs: 1, waiting: 0 });
    });

    test('a job has work while a file waits, and again when a runner was lost with one', async () => {
      const { store, db } = fixture();
      const namespace = aNamespace();
      const jobId = await add(namespace);
      await expand(jobId, 2);
      expect(await next(namespace)).toBe(jobId);
      const claimed = await claim(store, jobId);
      expect(await next(namespace)).toBeUndefined();
      await expireLeases(db, jobId);
      expect(await next(namespace)).toBe(jobId);
      await store.tasks.commit(
        jobId,
        claimed.map((task) => commitItem(task)),
      );
      expect(await next(namespace)).toBeUndefined();
    });

    test('files of a job that is still being expanded are work too', async () => {
      const { store } = fixture();
      const namespace = aNamespace();
      const jobId = await add(namespace);
      await addTasks(store, jobId, [newTask(jobId, 0)]);
      expect(await next(namespace)).toBe(jobId);
    });

    test('a job that is over is closed, and nobody opens it again', async () => {
      const { store } = fixture();
      const namespace = aNamespace();
      const jobId = await add(namespace);
      await store.jobs.finish(jobId, completed);
      expect(await next(namespace)).toBeUndefined();
      await store.pool.offer(jobId, 0);
      expect(await next(namespace)).toBeUndefined();
      expect(await store.jobs.progress(jobId)).toMatchObject({ offered: false });
      expect(await backlogOf(namespace)).toBeUndefined();
    });

    test('the backlog has the open jobs of each namespace, their files, and since when the oldest waits', async () => {
      const { store } = fixture();
      const [here, there] = [aNamespace(), aNamespace()];
      expect(await backlogOf(here)).toBeUndefined();
      const worked = await add(here, {}, 1000);
      await expand(worked, 3);
      await claim(store, worked);
      expect(await backlogOf(here)).toEqual({
        namespace: here,
        jobs: 1,
        waiting: 0,
        inProgress: 3,
        oldestWaitingSince: null,
      });
      const begun = await add(here, {}, 2000);
      await expand(begun, 4);
      await claim(store, begun, { limit: 1 });
      await add(here, {}, 3000);
      await add(here, { offered: false }, 10);
      const elsewhere = await add(there, {}, 5000);
      expect(await backlogOf(here)).toEqual({
        namespace: here,
        jobs: 3,
        waiting: 4,
        inProgress: 4,
        oldestWaitingSince: 3000,
      });
      expect(await backlogOf(there)).toMatchObject({ jobs: 1, waiting: 1, oldestWaitingSince: 5000 });
      await store.pool.withdraw(elsewhere);
      expect(await backlogOf(there)).toBeUndefined();
    });

    test('a job waits for the pool until somebody expands it, or claims its first file', async () => {
      const { store, db } = fixture();
      const namespace = aNamespace();
      const since = async () => (await backlogOf(namespace))?.oldestWaitingSince;
      const jobId = await add(namespace, {}, 1000);
      expect(await since()).toBe(1000);
      await store.expansion.acquire(jobId, 'expander', 60_000);
      expect(await since()).toBeNull();
      await db('linting_jobs').where({ job_id: jobId }).update({ expansion_expires_at: 1 });
      expect(await since()).toBe(1000);
      await expand(jobId, 3);
      expect(await since()).toBe(1000);
      const [first] = await claim(store, jobId, { limit: 1 });
      expect(await since()).toBeNull();
      await store.tasks.commit(jobId, [commitItem(first as NonNullable<typeof first>)]);
      expect(await backlogOf(namespace)).toMatchObject({ waiting: 2, inProgress: 0, oldestWaitingSince: null });
    });

    test('of a job that was withdrawn what is in progress is finished, and nothing more is begun until it is offered again', async () => {
      const { store, db } = fixture();
      const namespace = aNamespace();
      const jobId = await add(namespace);
      await expand(jobId, 4);
      const [first, second] = await claim(store, jobId, { limit: 2 });
      await store.pool.withdraw(jobId);
      expect(await claim(store, jobId)).toEqual([]);
      const ids = [first, second].flatMap((task) => task?.taskId ?? []);
      expect(await store.tasks.renew('runner-a', ids, 60_000)).toHaveLength(2);
      await store.tasks.commit(jobId, [commitItem(first as NonNullable<typeof first>)]);
      await expireLeases(db, jobId);
      expect(await claim(store, jobId)).toEqual([]);
      expect((await store.jobs.progress(jobId))?.tasks).toMatchObject({ succeeded: 1, inProgress: 1, pending: 2 });
      await store.pool.offer(jobId, 0);
      expect(await claim(store, jobId)).toHaveLength(3);
    });

    test('nobody begins to expand a job that was withdrawn, and whoever has begun may end it', async () => {
      const { store } = fixture();
      const [begun, waiting] = [await add(aNamespace()), await add(aNamespace())];
      await store.expansion.acquire(begun, 'expander', 60_000);
      for (const jobId of [begun, waiting]) await store.pool.withdraw(jobId);
      expect(await store.expansion.renew(begun, 'expander', 60_000)).toBe(true);
      const tasks = [newTask(begun, 0)];
      const batch = { jobId: begun, owner: 'expander', tasks, totalFiles: 1 };
      expect(await store.expansion.addTasks(batch)).toMatchObject({ held: true });
      expect(await store.expansion.acquire(waiting, 'expander', 60_000)).toBe('held');
      expect(await store.jobs.progress(waiting)).toMatchObject({ expansionAttempts: 0 });
      await store.pool.offer(waiting, 0);
      expect(await store.expansion.acquire(waiting, 'expander', 60_000)).toBe('acquired');
    });

    test('the question for the next job sorts nothing, and looks at no job that is closed', async () => {
      const { db } = fixture();
      const namespace = aNamespace();
      await Promise.all(Array.from({ length: 30 }, (_, index) => add(namespace, { offered: index < 10 })));
      const asked: { readonly sql: string; readonly bindings: readonly string[] }[] = [];
      const note = (query: (typeof asked)[number]): number => asked.push(query);
      db.on('query', note);
      await nextJob(db, { namespace, except: [] });
      db.off('query', note);
      const { sql, bindings } = only(asked);
      const onMysql = db.client.dialect === 'mysql';
      const [first, ...others] = await db.raw<unknown[]>(`EXPLAIN ${onMysql ? '' : 'QUERY PLAN'} ${sql}`, bindings);
      const plan = JSON.stringify(onMysql ? first : [first, ...others]);
      expect(plan).toContain('linting_jobs_pool');
      expect(plan).toMatch(/linting_tasks_(claim|expiry)/);
      expect(plan).not.toMatch(/filesort|TEMP B-TREE|MATERIALIZED|SCAN|"(ALL|index)"/);
    });
  });
}
