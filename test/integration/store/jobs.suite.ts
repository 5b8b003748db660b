import { describe, expect, test } from '@jest/globals';
import { newJobId } from '../../../core/src/job/ids.ts';
import type { EffectiveProfile } from '../../../core/src/profile/types.ts';
import type { NewJob } from '../../../core/src/store/types.ts';
import { addJob, addJobWithTasks, addTasks, claim, commitItem, type Fixture, newTask, violation } from './fixture.ts';

const profile: EffectiveProfile = {
  name: 'default',
  dialect: 'mysql',
  rules: ['LT01'],
  excludeRules: [],
  encoding: 'auto',
  templater: 'raw',
  noqa: 'Honour',
  parser: 'Rust',
  inlineConfig: 'Ignore',
  settings: {},
  severities: { LT: 'Minor' },
  gate: { maxViolations: { Blocker: 0 }, maxFailedFiles: 0 },
  limits: { maxFileBytes: 1024, chunkAboveBytes: 1024 },
};

export function jobsSuite(fixture: Fixture): void {
  describe('jobs', () => {
    test('a job is read as it was inserted, ACCEPTED, with every text intact', async () => {
      const { store } = fixture();
      const job: NewJob = {
        jobId: newJobId(),
        namespace: 'team-a',
        name: 'nightly',
        uid: 'b1a1',
        submissionType: 'SINGLE_FILE',
        sourcePath: `archives/${'很长的名字'.repeat(800)}.zip`,
        profile,
        userId: '用户一',
        productName: '产品 🚀',
        createdAt: 1_700_000_000_123,
        execution: 'Pool',
        priority: -7,
      };
      await store.jobs.insert(job);

      expect(await store.jobs.get(job.jobId)).toEqual({
        ...job,
        status: 'ACCEPTED',
        verdict: null,
        errorMessage: null,
        sourceErrorReason: null,
        sourceErrorMessage: null,
        expandedAt: null,
        totalFiles: null,
        warnings: [],
        updatedAt: expect.any(Number),
        startedAt: null,
        finishedAt: null,
      });
    });

    test('inserting a job again changes nothing', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      await store.jobs.markProcessing(jobId);
      const before = await store.jobs.get(jobId);

      if (before) await store.jobs.insert({ ...before, name: 'another' });

      expect(await store.jobs.get(jobId)).toEqual(before);
    });

    test('an unknown job is undefined', async () => {
      const { store } = fixture();
      expect(await store.jobs.get(newJobId())).toBeUndefined();
      expect(await store.jobs.progress(newJobId())).toBeUndefined();
    });

    test('times are the database clock in milliseconds', async () => {
      const { store } = fixture();
      const before = Date.now();
      const jobId = await addJob(store);
      const job = await store.jobs.get(jobId);
      expect(Math.abs((job?.updatedAt ?? 0) - before)).toBeLessThan(5000);
      expect(Number.isInteger(job?.updatedAt)).toBe(true);
    });

    test('jobs are listed newest first, filtered by status and in pages', async () => {
      const { store } = fixture();
      const future = Date.now() + 1_000_000;
      const oldest = await addJob(store, future);
      const middle = await addJob(store, future + 1);
      const newest = await addJob(store, future + 2);
      await store.jobs.markProcessing(middle);

      const ids = async (filter: Parameters<typeof store.jobs.list>[0]) =>
        (await store.jobs.list(filter)).map((job) => job.jobId);

      expect(await ids({ limit: 3, offset: 0 })).toEqual([newest, middle, oldest]);
      expect(await ids({ limit: 1, offset: 1 })).toEqual([middle]);
      expect(await ids({ status: 'ACCEPTED', limit: 2, offset: 0 })).toEqual([newest, oldest]);
    });

    test('processing begins once and never takes a finished job back', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      await store.jobs.markProcessing(jobId);
      const first = await store.jobs.get(jobId);
      expect(first).toMatchObject({ status: 'PROCESSING', startedAt: expect.any(Number) });

      await store.jobs.finish(jobId, { status: 'COMPLETED', verdict: 'Passed', errorMessage: null });
      await store.jobs.markProcessing(jobId);

      expect(await store.jobs.get(jobId)).toMatchObject({ status: 'COMPLETED', startedAt: first?.startedAt });
    });

    test('a job that was settled at once started when it was finished', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      await store.jobs.finish(jobId, { status: 'COMPLETED', verdict: 'Passed', errorMessage: null });
      const job = await store.jobs.get(jobId);
      expect(job?.startedAt).toEqual(expect.any(Number));
      expect(job?.startedAt).toBe(job?.finishedAt);
    });

    test('of several attempts to finish a job only the first one counts', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const outcomes = await Promise.all(
        (['COMPLETED', 'FAILED', 'CANCELLED'] as const).map(async (status) => ({
          status,
          won: await store.jobs.finish(jobId, { status, verdict: null, errorMessage: `it is ${status}` }),
        })),
      );
      const winners = outcomes.filter((outcome) => outcome.won);
      expect(winners).toHaveLength(1);
      const status = winners[0]?.status;
      expect(await store.jobs.get(jobId)).toMatchObject({ status, errorMessage: `it is ${status}` });
      expect(await store.jobs.finish(newJobId(), { status: 'FAILED', verdict: null, errorMessage: null })).toBe(false);
    });

    test('progress counts the tasks of each status', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const shared = newTask(jobId, 0).resultKey;
      await addTasks(store, jobId, [
        newTask(jobId, 0),
        newTask(jobId, 1, { resultKey: shared }),
        newTask(jobId, 2),
        newTask(jobId, 3),
        newTask(jobId, 4, { resultKey: null, failure: { code: 'TOO_LARGE', message: 'It is too large.' } }),
      ]);
      expect((await store.jobs.progress(jobId))?.tasks).toEqual({
        total: 5,
        pending: 4,
        inProgress: 0,
        succeeded: 0,
        failed: 1,
        cached: 0,
      });
      const [first] = await claim(store, jobId, { limit: 2 });
      if (first) await store.tasks.commit(jobId, [commitItem(first)]);
      expect(await store.jobs.progress(jobId)).toEqual({
        status: 'ACCEPTED',
        expanded: false,
        expanding: true,
        expansionAttempts: 1,
        hasProfile: false,
        offered: false,
        sourceErrorReason: null,
        sourceErrorMessage: null,
        tasks: { total: 5, pending: 1, inProgress: 1, succeeded: 2, failed: 1, cached: 1 },
      });
    });

    test('progress of a job without tasks is all zeros', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      expect((await store.jobs.progress(jobId))?.tasks).toEqual({
        total: 0,
        pending: 0,
        inProgress: 0,
        succeeded: 0,
        failed: 0,
        cached: 0,
      });
    });

    test('severities are summed over successful tasks, a shared result once for each file', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const shared = newTask(jobId, 0).resultKey;
      await addTasks(store, jobId, [newTask(jobId, 0), newTask(jobId, 1, { resultKey: shared }), newTask(jobId, 2)]);
      expect(await store.jobs.severityCounts(jobId)).toEqual({ blocker: 0, critical: 0, major: 0, minor: 0, info: 0 });

      const [first, second] = await claim(store, jobId);
      if (!first || !second) throw new Error('two tasks were expected');
      const violations = [violation({ severity: 'Critical' }), violation({ severity: 'Info', lineNo: 2 })];
      await store.tasks.commit(jobId, [commitItem(first, 'runner-a', violations)]);
      await store.tasks.fail({ taskId: second.taskId, owner: 'runner-a', attempt: 1 }, 'TIMEOUT', 'It took too long.');

      expect(await store.jobs.severityCounts(jobId)).toEqual({ blocker: 0, critical: 2, major: 0, minor: 0, info: 2 });
    });

    test('many tasks are inserted, listed and counted', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 1234);
      expect(await store.tasks.count(jobId)).toBe(1234);
      const page = await store.tasks.page(jobId, 1200, 100);
      expect(page.map((task) => task.entryIndex)).toEqual(Array.from({ length: 34 }, (_, index) => 1200 + index));
    });
  });
}
