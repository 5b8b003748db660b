import { describe, expect, test } from '@jest/globals';
import { newJobId, taskIdOf } from '../../../core/src/job/ids.ts';
import { ResultMismatchError } from '../../../core/src/store/errors.ts';
import {
  addJob,
  addJobWithTasks,
  addTasks,
  claim,
  commitItem,
  expireLeases,
  type Fixture,
  indexesOf,
  keyOf,
  newResult,
  newTask,
  only,
  violation,
} from './fixture.ts';

export function tasksSuite(fixture: Fixture): void {
  describe('claims', () => {
    test('tasks are claimed in order of entry, up to the limit, each once', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 5);
      const first = await claim(store, jobId, { limit: 3 });
      expect(first).toEqual(
        [0, 1, 2].map((index) => {
          const { taskId, entryIndex, fileName, fileSize, resultKey } = newTask(jobId, index);
          return { taskId, entryIndex, fileName, fileSize, resultKey, attempt: 1 };
        }),
      );
      expect(indexesOf(await claim(store, jobId, { owner: 'runner-b', limit: 3 }))).toEqual([3, 4]);
      expect(await claim(store, jobId)).toEqual([]);
    });

    test('only the tasks of the wanted job are claimed', async () => {
      const { store } = fixture();
      await addJobWithTasks(store, 2);
      const jobId = await addJobWithTasks(store, 1);
      expect((await claim(store, jobId)).map((task) => task.taskId)).toEqual([taskIdOf(jobId, 0)]);
      expect(await claim(store, newJobId())).toEqual([]);
    });

    test('a task whose lease ran out is taken over, before those that nobody had', async () => {
      const { store, db } = fixture();
      const jobId = await addJobWithTasks(store, 4);
      await claim(store, jobId, { limit: 2 });
      expect(indexesOf(await claim(store, jobId, { owner: 'runner-b', limit: 1 }))).toEqual([2]);
      await expireLeases(db, jobId);

      const taken = await claim(store, jobId, { owner: 'runner-b', limit: 3 });
      expect(taken.map((task) => [task.entryIndex, task.attempt])).toEqual([
        [0, 2],
        [1, 2],
        [3, 1],
      ]);
    });

    test('what a runner still works on is left to its renewal, and what it does not know of is claimed again', async () => {
      const { store, db } = fixture();
      const jobId = await addJobWithTasks(store, 3);
      const [known] = await claim(store, jobId, { limit: 2 });
      await expireLeases(db, jobId);
      const except = known ? [known.taskId] : [];

      const claimed = await claim(store, jobId, { except, maxAttempts: 2 });
      expect(claimed.map((task) => [task.entryIndex, task.attempt])).toEqual([
        [1, 2],
        [2, 1],
      ]);
      expect(await claim(store, jobId, { except, maxAttempts: 1 })).toEqual([]);
      expect(await store.tasks.renew('runner-a', except, 60_000)).toEqual(except);
      expect(await store.tasks.get(taskIdOf(jobId, 0))).toMatchObject({ status: 'IN_PROGRESS', attempt: 1 });
    });

    test('a short lease runs out by itself', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 1);
      await claim(store, jobId, { leaseMs: 30 });
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await claim(store, jobId, { owner: 'runner-b' })).toHaveLength(1);
    });

    test('a task whose runners were all lost becomes a FAILURE', async () => {
      const { store, db } = fixture();
      const jobId = await addJobWithTasks(store, 2);
      for (const attempt of [1, 2]) {
        expect(only(await claim(store, jobId, { limit: 1, maxAttempts: 2 }))).toMatchObject({ entryIndex: 0, attempt });
        await expireLeases(db, jobId);
      }
      expect(indexesOf(await claim(store, jobId, { maxAttempts: 2 }))).toEqual([1]);
      expect(await store.tasks.get(taskIdOf(jobId, 0))).toMatchObject({
        status: 'FAILURE',
        errorCode: 'RUNNER_FAILED',
        errorMessage: expect.stringContaining('lost'),
      });
    });

    test('of files with equal content one is claimed, and the others become SUCCESS with it', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const shared = keyOf('twins', jobId);
      await addTasks(
        store,
        jobId,
        [0, 1, 2, 3].map((index) => newTask(jobId, index, index === 2 ? {} : { resultKey: shared })),
      );
      const claimed = await claim(store, jobId);
      expect(indexesOf(claimed)).toEqual([0, 2]);
      expect(await claim(store, jobId, { owner: 'runner-b' })).toEqual([]);

      const committed = await store.tasks.commit(
        jobId,
        claimed.map((task) => commitItem(task)),
      );
      expect(committed).toEqual([taskIdOf(jobId, 0), taskIdOf(jobId, 2)]);
      const tasks = await store.tasks.page(jobId, 0, 10);
      expect(tasks.map((task) => [task.status, task.cached])).toEqual([
        ['SUCCESS', false],
        ['SUCCESS', true],
        ['SUCCESS', false],
        ['SUCCESS', true],
      ]);
    });

    test('when a file fails, the next one with equal content is claimed', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const shared = keyOf('twins', jobId);
      await addTasks(
        store,
        jobId,
        [0, 1].map((index) => newTask(jobId, index, { resultKey: shared })),
      );
      const first = only(await claim(store, jobId));
      await store.tasks.fail({ taskId: first.taskId, owner: 'runner-a', attempt: 1 }, 'ENGINE_CRASH', 'It crashed.');
      expect(indexesOf(await claim(store, jobId))).toEqual([1]);
    });
  });

  describe('leases', () => {
    test('renewing keeps a task, and tells which ones are still held', async () => {
      const { store, db } = fixture();
      const jobId = await addJobWithTasks(store, 3);
      const ids = (await claim(store, jobId)).map((task) => task.taskId);
      await expireLeases(db, jobId);
      expect(new Set(await store.tasks.renew('runner-a', ids, 60_000))).toEqual(new Set(ids));
      expect(await claim(store, jobId, { owner: 'runner-b' })).toEqual([]);

      await expireLeases(db, jobId);
      const lost = only(await claim(store, jobId, { owner: 'runner-b', limit: 1 }));
      const held = ids.filter((id) => id !== lost.taskId);
      expect(new Set(await store.tasks.renew('runner-a', ids, 60_000))).toEqual(new Set(held));
      expect(await store.tasks.renew('runner-c', ids, 60_000)).toEqual([]);
      expect(await store.tasks.renew('runner-a', [], 60_000)).toEqual([]);
    });

    test('a runner that leaves gives its tasks back, and no attempt is counted', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 2);
      for (const attempt of [1, 2, 3, 4]) {
        const claimed = await claim(store, jobId, { owner: 'runner-leaves', maxAttempts: 1 });
        expect(claimed.map((task) => task.attempt)).toEqual([attempt, attempt]);
        expect(await store.tasks.release('runner-leaves', jobId)).toBe(2);
      }
      expect(await store.tasks.release('runner-leaves', jobId)).toBe(0);
      expect((await store.jobs.progress(jobId))?.tasks).toMatchObject({ pending: 2, failed: 0 });
    });

    test('attempts that count bring a file to its end when every runner fails on it', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 1);
      for (const owner of ['runner-1', 'runner-2']) {
        expect(await claim(store, jobId, { owner, maxAttempts: 2 })).toHaveLength(1);
        expect(await store.tasks.release(owner, jobId, 'counted')).toBe(1);
      }
      expect(await claim(store, jobId, { owner: 'runner-3', maxAttempts: 2 })).toEqual([]);
      expect((await store.tasks.page(jobId, 0, 1))[0]).toMatchObject({ status: 'FAILURE', errorCode: 'RUNNER_FAILED' });
    });

    test('tasks of other jobs stay with the runner that gives one job back', async () => {
      const { store } = fixture();
      const [left, kept] = [await addJobWithTasks(store, 2), await addJobWithTasks(store, 1)];
      await claim(store, left, { owner: 'runner-two-jobs' });
      await claim(store, kept, { owner: 'runner-two-jobs' });
      expect(await store.tasks.release('runner-two-jobs', left)).toBe(2);
      expect((await store.jobs.progress(kept))?.tasks).toMatchObject({ inProgress: 1 });
    });

    test('what was committed before is not given back', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 2);
      const [first] = await claim(store, jobId, { owner: 'runner-half' });
      if (first) await store.tasks.commit(jobId, [commitItem(first, 'runner-half')]);
      expect(await store.tasks.release('runner-half', jobId)).toBe(1);
      expect((await store.tasks.page(jobId, 0, 2)).map((task) => task.status)).toEqual(['SUCCESS', 'PENDING']);
    });
  });

  describe('commit', () => {
    test('a committed task has its result, its violations in order and the counts', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 1);
      const task = only(await claim(store, jobId));
      const violations = [
        violation({ lineNo: 9, linePos: 1, severity: 'Major', fixable: false, endLineNo: null, endLinePos: null }),
        violation({ lineNo: 2, linePos: 7, severity: 'Blocker', code: 'PRS', rule: '', description: '无法解析 🚫' }),
      ];
      expect(await store.tasks.commit(jobId, [commitItem(task, 'runner-a', violations)])).toEqual([task.taskId]);

      const { violations: _, ...stored } = newResult(task.resultKey);
      expect(await store.results.get(task.resultKey)).toEqual({
        ...stored,
        counts: { blocker: 1, critical: 0, major: 1, minor: 0, info: 0 },
        createdAt: expect.any(Number),
      });
      const page = await store.results.violationsOfJob(jobId, null, 10);
      expect(page.items).toEqual(
        [violations[1], violations[0]].map((stored) => ({
          ...stored,
          taskId: task.taskId,
          fileName: 'sql/0.sql',
          entryIndex: 0,
        })),
      );
      expect(page.next).toBeNull();
      expect(await store.tasks.get(task.taskId)).toMatchObject({
        jobId,
        status: 'SUCCESS',
        cached: false,
        attempt: 1,
        errorCode: null,
        resultPath: stored.path,
      });
    });

    test('a lost lease is refused, and the rest of the batch is committed', async () => {
      const { store, db } = fixture();
      const jobId = await addJobWithTasks(store, 2);
      const late = await claim(store, jobId);
      await db('linting_tasks')
        .where({ task_id: taskIdOf(jobId, 0) })
        .update({ lease_expires_at: 1 });
      const taken = only(await claim(store, jobId, { owner: 'runner-b' }));

      const batch = late.map((task) => commitItem(task, 'runner-a', [violation({ severity: 'Critical' })]));
      expect(await store.tasks.commit(jobId, batch)).toEqual([taskIdOf(jobId, 1)]);
      expect(await store.results.get(taken.resultKey)).toBeUndefined();
      expect(await store.tasks.get(taken.taskId)).toMatchObject({ status: 'IN_PROGRESS', attempt: 2 });

      expect(await store.tasks.commit(jobId, [commitItem(taken, 'runner-b')])).toEqual([taken.taskId]);
      expect(await store.jobs.severityCounts(jobId)).toMatchObject({ critical: 1 });
    });

    test('an earlier attempt of the same owner is refused', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 1);
      const first = only(await claim(store, jobId, { owner: 'runner-same' }));
      await store.tasks.release('runner-same', jobId);
      const second = only(await claim(store, jobId, { owner: 'runner-same' }));
      expect(await store.tasks.commit(jobId, [commitItem(first, 'runner-same')])).toEqual([]);
      expect(await store.tasks.commit(jobId, [commitItem(second, 'runner-same')])).toEqual([second.taskId]);
    });

    test('committing twice counts once', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 1);
      const item = commitItem(only(await claim(store, jobId)), 'runner-a', [violation()]);
      expect(await store.tasks.commit(jobId, [item])).toHaveLength(1);
      expect(await store.tasks.commit(jobId, [item])).toEqual([]);
      expect((await store.results.violationsOfJob(jobId, null, 10)).items).toHaveLength(1);
    });

    test('a result that exists stays as it is, with the violations that it has', async () => {
      const { store } = fixture();
      const key = keyOf('shared', newJobId());
      const jobs = [await addJob(store), await addJob(store)];
      const claims = [];
      for (const jobId of jobs) {
        await addTasks(store, jobId, [newTask(jobId, 0, { resultKey: key })]);
        claims.push(only(await claim(store, jobId)));
      }
      const [first, second] = jobs;
      if (!first || !second || !claims[0] || !claims[1]) throw new Error('two jobs were expected');
      await store.tasks.commit(first, [commitItem(claims[0], 'runner-a', [violation()])]);
      await store.tasks.commit(second, [commitItem(claims[1], 'runner-a', [violation(), violation({ lineNo: 2 })])]);

      expect(await store.results.get(key)).toMatchObject({ counts: { minor: 1 } });
      expect((await store.results.violationsOfJob(second, null, 10)).items).toHaveLength(1);
      expect(await store.tasks.get(claims[1].taskId)).toMatchObject({ status: 'SUCCESS', cached: false });
    });

    test('a result for another content than the task waits for is refused as a whole', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 1);
      const task = only(await claim(store, jobId));
      const { fence } = commitItem(task);
      const result = newResult(keyOf('another', jobId));
      await expect(store.tasks.commit(jobId, [{ fence, result }])).rejects.toThrow(ResultMismatchError);
      expect(await store.results.get(result.resultKey)).toBeUndefined();
    });

    test('a batch of many files with many violations is one commit', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 300);
      const claimed = await claim(store, jobId, { limit: 300 });
      const many = Array.from({ length: 30 }, (_, index) => violation({ lineNo: index + 1 }));
      const committed = await store.tasks.commit(
        jobId,
        claimed.map((task) => commitItem(task, 'runner-a', many)),
      );
      expect(committed).toHaveLength(300);
      expect(await store.jobs.severityCounts(jobId)).toMatchObject({ minor: 9000 });
    });
  });

  describe('failures', () => {
    test('a task fails once, and only for its holder', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 1);
      const { taskId, attempt } = only(await claim(store, jobId));
      const fence = { taskId, owner: 'runner-a', attempt };
      expect(await store.tasks.fail({ ...fence, owner: 'runner-b' }, 'TIMEOUT', 'No.')).toBe(false);
      expect(await store.tasks.fail({ ...fence, attempt: 2 }, 'TIMEOUT', 'No.')).toBe(false);
      expect(await store.tasks.fail(fence, 'TIMEOUT', '超过 60 秒')).toBe(true);
      expect(await store.tasks.fail(fence, 'OUT_OF_MEMORY', 'No.')).toBe(false);
      expect(await store.tasks.get(taskId)).toMatchObject({
        status: 'FAILURE',
        errorCode: 'TIMEOUT',
        errorMessage: '超过 60 秒',
        resultPath: null,
      });
    });

    test('failing what is unfinished ends every other task, whoever holds it, and shuts its holder out', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 4);
      const [first, second] = await claim(store, jobId, { limit: 2 });
      if (!first || !second) throw new Error('two tasks were expected');
      await store.tasks.commit(jobId, [commitItem(first)]);

      expect(await store.tasks.failUnfinished(jobId, 'CANCELLED', 'The job was cancelled.')).toBe(3);
      expect(await store.tasks.failUnfinished(jobId, 'DEADLINE_EXCEEDED', 'Too late.')).toBe(0);
      expect(await store.tasks.commit(jobId, [commitItem(second)])).toEqual([]);
      expect(await claim(store, jobId)).toEqual([]);
      const tasks = await store.tasks.page(jobId, 0, 10);
      expect(tasks.map((task) => task.errorCode)).toEqual([null, 'CANCELLED', 'CANCELLED', 'CANCELLED']);
    });

    test('an unknown task is undefined', async () => {
      const { store } = fixture();
      expect(await store.tasks.get(taskIdOf(newJobId(), 0))).toBeUndefined();
    });
  });
}
