import { describe, expect, test } from '@jest/globals';
import { type JobId, newJobId } from '../../../core/src/job/ids.ts';
import { UnfinishedTasksError, UnknownJobError } from '../../../core/src/store/errors.ts';
import { openStore } from '../../../core/src/store/open.ts';
import type { AddedTasks, Store } from '../../../core/src/store/types.ts';
import { addJob, addJobWithTasks, addTasks, claim, commitItem, type Fixture, newTask } from './fixture.ts';

export function expansionSuite(fixture: Fixture): void {
  describe('expansion', () => {
    test('one runner at a time holds the lease on a job, which it may take again', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      expect(await store.expansion.acquire(jobId, 'runner-a', 60_000)).toBe('acquired');
      expect(await store.expansion.acquire(jobId, 'runner-b', 60_000)).toBe('held');
      expect(await store.expansion.acquire(jobId, 'runner-a', 60_000)).toBe('acquired');
    });

    test('of many runners at once exactly one gets the lease', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const owners = Array.from({ length: 8 }, (_, index) => `runner-${index}`);
      const answers = await Promise.all(owners.map((owner) => store.expansion.acquire(jobId, owner, 60_000)));
      expect(answers.filter((answer) => answer === 'acquired')).toHaveLength(1);
      expect(answers.filter((answer) => answer === 'held')).toHaveLength(7);
    });

    test('a lease that ran out goes to another runner, and its former owner cannot use it any more', async () => {
      const { store, db } = fixture();
      const jobId = await addJob(store);
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      expect(await store.expansion.renew(jobId, 'runner-a', 60_000)).toBe(true);
      await db('linting_jobs').where({ job_id: jobId }).update({ expansion_expires_at: 1 });

      expect(await store.expansion.acquire(jobId, 'runner-b', 60_000)).toBe('acquired');
      expect(await store.expansion.renew(jobId, 'runner-a', 60_000)).toBe(false);
      expect(await addBatch(store, jobId, 'runner-a', 3)).toEqual({ held: false });
      expect(await store.expansion.fail(jobId, 'runner-a', 'SourceInvalid', 'Not a ZIP.')).toBe(false);
      expect(await store.tasks.count(jobId)).toBe(0);
      expect(await addBatch(store, jobId, 'runner-b', 4)).toEqual({ held: true, settled: 0 });
      expect(await store.tasks.count(jobId)).toBe(4);
      expect(await store.jobs.get(jobId)).toMatchObject({ totalFiles: 4, sourceErrorReason: null });
    });

    test('an expanded job is done for everyone', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      await addBatch(store, jobId, 'runner-a', 7);
      expect(await store.expansion.acquire(jobId, 'runner-a', 60_000)).toBe('done');
      expect(await store.expansion.acquire(jobId, 'runner-b', 60_000)).toBe('done');
      expect(await store.jobs.get(jobId)).toMatchObject({ totalFiles: 7, expandedAt: expect.any(Number) });
      expect(await store.jobs.progress(jobId)).toMatchObject({ expanded: true });
    });

    test('the last batch brings the warnings of the job, in any script', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const owner = 'runner-a';
      await store.expansion.acquire(jobId, owner, 60_000);
      await store.expansion.addTasks({ jobId, owner, tasks: [newTask(jobId, 0)] });
      expect(await store.jobs.get(jobId)).toMatchObject({ warnings: [] });
      const warnings = ['目录/.sqlfluff: 🚀 "x" is refused.', ...Array.from({ length: 100 }, () => '订'.repeat(500))];
      await store.expansion.addTasks({ jobId, owner, tasks: [newTask(jobId, 1)], totalFiles: 2, warnings });
      expect(await store.jobs.get(jobId)).toMatchObject({ warnings, totalFiles: 2 });
      expect(await store.jobs.progress(jobId)).toMatchObject({ expanded: true });
    });

    test('warnings of a runner that lost its lease are not kept', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      await store.expansion.addTasks({ jobId, owner: 'runner-b', tasks: [], totalFiles: 0, warnings: ['No.'] });
      expect(await store.jobs.get(jobId)).toMatchObject({ warnings: [], expandedAt: null });
    });

    test('a bad source is recorded with its reason, and nobody tries it again', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      expect(await store.expansion.fail(jobId, 'runner-a', 'SourceInvalid', '不是 ZIP 文件')).toBe(true);
      expect(await store.expansion.acquire(jobId, 'runner-b', 60_000)).toBe('done');
      expect(await store.jobs.progress(jobId)).toMatchObject({
        expanded: false,
        sourceErrorReason: 'SourceInvalid',
        sourceErrorMessage: '不是 ZIP 文件',
      });
    });

    test('a job that was cancelled is not expanded any more', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      await store.jobs.finish(jobId, { status: 'CANCELLED', verdict: null, errorMessage: null });
      expect(await store.expansion.renew(jobId, 'runner-a', 60_000)).toBe(false);
      expect(await store.expansion.acquire(jobId, 'runner-a', 60_000)).toBe('done');
    });

    test('a job that was cancelled takes no tasks', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      await store.expansion.addTasks({ jobId, owner: 'runner-a', tasks: [newTask(jobId, 0)] });
      await store.tasks.failUnfinished(jobId, 'CANCELLED', 'The job was cancelled.');
      await store.jobs.finish(jobId, { status: 'CANCELLED', verdict: null, errorMessage: null });

      expect(await addBatch(store, jobId, 'runner-a', 2)).toEqual({ held: false });
      expect((await store.jobs.progress(jobId))?.tasks).toMatchObject({ total: 1, pending: 0, failed: 1 });
      expect(await store.jobs.get(jobId)).toMatchObject({ status: 'CANCELLED', totalFiles: null });
    });

    test('of a cancel and an expansion at the same time no task is left that nobody will end', async () => {
      const { store, database } = fixture();
      const other = await openStore({ url: database.url });
      try {
        for (let round = 0; round < 8; round += 1) {
          const jobId = await addJob(store);
          await store.expansion.acquire(jobId, 'runner-a', 60_000);
          const [ended] = await Promise.allSettled([
            store.jobs.finish(jobId, { status: 'CANCELLED', verdict: null, errorMessage: null }),
            addBatch(other, jobId, 'runner-a', 3),
          ]);
          const progress = await store.jobs.progress(jobId);
          if (ended.status === 'rejected') expect(ended.reason).toBeInstanceOf(UnfinishedTasksError);
          expect([progress?.status, progress?.tasks.pending]).toEqual(
            ended.status === 'fulfilled' ? ['CANCELLED', 0] : ['ACCEPTED', 3],
          );
        }
      } finally {
        await other.close();
      }
    });

    test('every runner that begins counts, and neither one that goes on nor one that leaves', async () => {
      const { store, db } = fixture();
      const jobId = await addJob(store);
      const attempts = async () => (await store.jobs.progress(jobId))?.expansionAttempts;
      expect(await attempts()).toBe(0);
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      expect(await attempts()).toBe(1);
      expect(await store.jobs.progress(jobId)).toMatchObject({ expanding: true });
      await db('linting_jobs').where({ job_id: jobId }).update({ expansion_expires_at: 1 });
      expect(await store.jobs.progress(jobId)).toMatchObject({ expanding: false });
      await store.expansion.acquire(jobId, 'runner-a', 60_000);
      expect(await attempts()).toBe(2);

      await store.expansion.release(jobId, 'runner-b');
      expect(await attempts()).toBe(2);
      await store.expansion.release(jobId, 'runner-a');
      expect(await attempts()).toBe(1);
      expect(await store.expansion.acquire(jobId, 'runner-b', 60_000)).toBe('acquired');
    });

    test('an unknown job cannot be expanded', async () => {
      const { store } = fixture();
      await expect(store.expansion.acquire(newJobId(), 'runner-a', 60_000)).rejects.toThrow(UnknownJobError);
    });

    test('adding tasks twice leaves the first ones as they are', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 3);
      await claim(store, jobId, { limit: 1 });
      const before = await store.tasks.page(jobId, 0, 10);

      const again = [0, 1, 2, 3].map((index) => newTask(jobId, index, { fileName: `other/${index}.sql` }));
      await addTasks(store, jobId, again);

      const after = await store.tasks.page(jobId, 0, 10);
      expect(after.slice(0, 3)).toEqual(before);
      expect(after[3]).toMatchObject({ entryIndex: 3, fileName: 'other/3.sql', status: 'PENDING' });
    });

    test('file names of 4096 characters in any script are kept whole', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const names = ['订'.repeat(4096), '🚀'.repeat(2048), `a'b"c\\d\`e?${'ß'.repeat(100)}`, ' spaces at both ends '];
      await addTasks(
        store,
        jobId,
        names.map((fileName, index) => newTask(jobId, index, { fileName })),
      );
      expect((await store.tasks.page(jobId, 0, 10)).map((task) => task.fileName)).toEqual(names);
      expect((await claim(store, jobId)).map((task) => task.fileName)).toEqual(names);
    });

    test('a file that failed from the start is a FAILURE that no runner claims', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const failure = { code: 'UNDECODABLE', message: 'No encoding fits.' } as const;
      await addTasks(store, jobId, [newTask(jobId, 0, { resultKey: null, failure })]);
      expect(await claim(store, jobId)).toEqual([]);
      expect(await store.tasks.get(newTask(jobId, 0).taskId)).toMatchObject({
        status: 'FAILURE',
        errorCode: 'UNDECODABLE',
        errorMessage: 'No encoding fits.',
        resultKey: null,
        resultPath: null,
      });
    });

    test('tasks whose result another job made are settled at once, and only those', async () => {
      const { store } = fixture();
      const earlier = await addJobWithTasks(store, 3);
      const claimed = await claim(store, earlier, { limit: 2 });
      await store.tasks.commit(
        earlier,
        claimed.map((task) => commitItem(task)),
      );

      const later = await addJob(store);
      const again = [0, 1, 2].map((index) => newTask(later, index, { resultKey: newTask(earlier, index).resultKey }));
      expect(await addTasks(store, later, again)).toBe(2);
      expect(await addTasks(store, later, again)).toBe(0);

      const tasks = await store.tasks.page(later, 0, 10);
      expect(tasks.map((task) => [task.status, task.cached])).toEqual([
        ['SUCCESS', true],
        ['SUCCESS', true],
        ['PENDING', false],
      ]);
      expect(tasks[0]?.resultPath).toBe(`results/${tasks[0]?.resultKey?.slice(0, 2)}/${tasks[0]?.resultKey}.json`);
      expect(tasks[2]?.resultPath).toBeNull();
    });
  });
}

/** Adds so many tasks as the only batch of the job. */
function addBatch(store: Store, jobId: JobId, owner: string, files: number): Promise<AddedTasks> {
  const tasks = Array.from({ length: files }, (_, index) => newTask(jobId, index));
  return store.expansion.addTasks({ jobId, owner, tasks, totalFiles: files });
}
