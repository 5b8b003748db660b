import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { jobIdLabel } from '../../../core/src/job/identity.ts';
import { type JobId, newJobId } from '../../../core/src/job/ids.ts';
import { createLogger } from '../../../core/src/logging/logger.ts';
import type { SqlLintJob } from '../../../core/src/resource/sqlLintJob.ts';
import { forgetOld } from '../../../core/src/retention/forgetOld.ts';
import { openShare } from '../../../core/src/share/openShare.ts';
import { openStore } from '../../../core/src/store/open.ts';
import { addTasks, claim, commitItem, type Fixture, keyOf, newTask, violation } from './fixture.ts';

const dayMs = 86_400_000;
const logger = createLogger({ name: 'test', level: 'silent' });

export function retentionSuite(fixture: Fixture): void {
  describe('retention', () => {
    let root: string;
    let namespace: string;
    let resources: SqlLintJob[];
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'sqllint-retention-'));
      namespace = `ns-${randomUUID().slice(0, 8)}`;
      resources = [];
    });
    afterEach(() => rmSync(root, { recursive: true }));

    const pass = (days: number, changes: { readonly now?: number; readonly graceMs?: number } = {}) => {
      const { now = Date.now(), graceMs = dayMs } = changes;
      const jobs = { list: async () => resources };
      const { store } = fixture();
      const { signal } = new AbortController();
      return forgetOld({ store, jobs, namespace, shareDir: root, days, logger, signal, now: () => now, graceMs });
    };
    const nothing = {
      jobs: 0,
      tasks: 0,
      submissions: 0,
      marked: 0,
      results: 0,
      resultFiles: 0,
      temporaryFiles: 0,
      stuck: 0,
    };

    const old = Date.now() / 1000 - 2 * 86_400;
    const put = (path: string, modified = old): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), path);
      for (const target of [path, dirname(path)]) utimesSync(join(root, target), modified, modified);
    };
    const exists = (path: string): boolean => existsSync(join(root, path));
    const sourceOf = (jobId: JobId): string => `submissions/2026/01/31/${jobId}/source.zip`;

    /** A job of the namespace with its source, and a task and a result for each of the keys. */
    const addJob = async (keys: readonly string[], endedDaysAgo?: number): Promise<JobId> => {
      const { store, db } = fixture();
      const jobId = newJobId();
      await store.jobs.insert({
        jobId,
        namespace,
        name: jobId,
        uid: randomUUID(),
        submissionType: 'ZIP_ARCHIVE',
        sourcePath: sourceOf(jobId),
        profile: null,
        userId: null,
        productName: null,
        createdAt: Date.now() - 400 * dayMs,
        execution: 'Job',
        priority: 0,
      });
      put(sourceOf(jobId));
      await addTasks(
        store,
        jobId,
        keys.map((resultKey, index) => newTask(jobId, index, { resultKey })),
      );
      const claimed = await claim(store, jobId);
      for (const { resultKey } of claimed) put(fileOf(resultKey));
      await store.tasks.commit(
        jobId,
        claimed.map((task) => commitItem(task, 'runner-a', [violation(), violation({ lineNo: 2 })])),
      );
      if (endedDaysAgo === undefined) return jobId;
      await store.jobs.finish(jobId, { status: 'COMPLETED', verdict: 'Passed', errorMessage: null });
      await db('linting_jobs')
        .where({ job_id: jobId })
        .update({ finished_at: Date.now() - endedDaysAgo * dayMs });
      return jobId;
    };
    const fileOf = (key: string): string => `results/${key.slice(0, 2)}/${key}.json`;
    const isStored = async (key: string): Promise<boolean> => (await fixture().store.results.get(key)) !== undefined;
    const age = (key: string, unusedDays: number) =>
      fixture()
        .db('lint_results')
        .where({ result_key: key })
        .whereNotNull('unused_since')
        .update({ unused_since: Date.now() - unusedDays * dayMs });

    test('forgets jobs that ended long ago, with tasks, source and, a day later, the results that nobody else uses', async () => {
      const { store, db } = fixture();
      const [mine = '', shared = ''] = ['mine', 'shared'].map((name) => keyOf(name, namespace));
      const gone = await addJob([mine, shared], 31);
      const kept = await addJob([shared], 29);
      expect(await pass(30)).toEqual({ ...nothing, jobs: 1, tasks: 2, submissions: 1, marked: 1 });
      expect(await store.jobs.get(gone)).toBeUndefined();
      expect(await store.tasks.count(gone)).toBe(0);
      expect([exists(sourceOf(gone)), exists(sourceOf(kept))]).toEqual([false, true]);
      expect(await pass(30)).toEqual(nothing);

      await age(mine, 2);
      expect(await pass(30)).toEqual({ ...nothing, results: 1, resultFiles: 1 });
      expect([await isStored(mine), exists(fileOf(mine))]).toEqual([false, false]);
      expect([await isStored(shared), exists(fileOf(shared))]).toEqual([true, true]);
      expect(await db('lint_violations').where({ result_key: mine }).pluck('ordinal')).toEqual([]);
      expect(await store.jobs.severityCounts(kept)).toMatchObject({ minor: 2 });
    });

    test('forgets no job that has not ended, whose resource is still there, or of another namespace', async () => {
      const { store } = fixture();
      const working = await addJob([keyOf('a', namespace)]);
      const present = await addJob([keyOf('b', namespace)], 100);
      resources = [aResource(present, namespace)];
      const other = namespace;
      namespace = `${other}-b`;
      expect(await pass(1)).toMatchObject({ jobs: 0, tasks: 0 });
      namespace = other;
      expect(await pass(1)).toEqual(nothing);
      expect(await store.retention.removeJob(working)).toBeUndefined();
      for (const jobId of [working, present]) expect(await store.jobs.get(jobId)).toBeDefined();
    });

    test('a folder that was mounted for the wrong namespace loses nothing', async () => {
      const key = keyOf('a', namespace);
      const jobId = await addJob([key], 1);
      namespace = `${namespace}-b`;
      expect(await pass(1)).toEqual(nothing);
      expect([exists(sourceOf(jobId)), exists(fileOf(key))]).toEqual([true, true]);
    });

    test('forgets nothing that ended when everything is to be kept', async () => {
      await addJob([keyOf('a', namespace)], 4000);
      expect(await pass(0)).toEqual(nothing);
    });

    test('sweeps sources without job and resource, files without row and half-written files, and never archives', async () => {
      const [orphan, waiting, young] = [newJobId(), newJobId(), newJobId()];
      resources = [aResource(waiting, namespace, sourceOf(waiting))];
      for (const jobId of [orphan, waiting]) put(sourceOf(jobId));
      put(sourceOf(young), Date.now() / 1000);
      const [lost = '', fresh = ''] = ['lost', 'fresh'].map((name) => keyOf(name, namespace));
      put(fileOf(lost));
      put(fileOf(fresh), Date.now() / 1000);
      put('results/.tmp/half');
      put('archives/old.zip');
      put('archives/submissions/2026/01/31/a/source.zip');
      expect(await pass(0)).toEqual({ ...nothing, submissions: 1, resultFiles: 1, temporaryFiles: 1 });
      expect([orphan, waiting, young].map((jobId) => exists(sourceOf(jobId)))).toEqual([false, true, true]);
      expect([exists(fileOf(lost)), exists(fileOf(fresh))]).toEqual([false, true]);
      expect(readdirSync(join(root, 'archives')).sort()).toEqual(['old.zip', 'submissions']);
      expect(exists('archives/submissions/2026/01/31/a/source.zip')).toBe(true);
    });

    test('what cannot be removed holds up nothing else', async () => {
      const [stuck, orphan] = ['a', 'b'].map((name) => `submissions/2026/01/31/${name}/source.zip`);
      for (const path of [stuck ?? '', orphan ?? '']) put(path);
      // A folder in the place of a file is nobody's submission, and stays.
      put(`${dirname(stuck ?? '')}/folder/file`);
      utimesSync(join(root, dirname(stuck ?? '')), old, old);
      const key = keyOf('stuck', namespace);
      put(fileOf(key));
      put('results/.tmp');
      expect(await pass(0)).toEqual({ ...nothing, submissions: 1, stuck: 1 });
      expect([exists(dirname(stuck ?? '')), exists(orphan ?? '')]).toEqual([true, false]);
      rmSync(join(root, 'results/.tmp'));
      expect(await pass(0)).toEqual({ ...nothing, resultFiles: 1 });
    });

    test('a job that begins to use a marked result takes it back', async () => {
      const { store } = fixture();
      const key = keyOf('again', namespace);
      await addJob([key], 31);
      expect(await pass(30)).toMatchObject({ marked: 1 });
      await age(key, 2);
      const jobId = newJobId();
      await insertEmpty(jobId);
      expect(await addTasks(store, jobId, [newTask(jobId, 0, { resultKey: key })])).toBe(1);
      expect(await store.retention.removeResult(key, Date.now())).toBe(false);
      expect(await pass(30)).toMatchObject({ results: 0, marked: 0 });
      expect(await isStored(key)).toBe(true);
    });

    test('no task ever ends with a result that is gone, although jobs begin to use it while it is removed', async () => {
      const { store, db, database } = fixture();
      const other = await openStore({ url: database.url, poolSize: 4 });
      try {
        for (let round = 0; round < 15; round += 1) {
          const keys = Array.from({ length: 20 }, (_, index) => keyOf(`${round}/${index}`, namespace));
          const gone = await addJob(keys, 31);
          await store.retention.removeJob(gone);
          await store.retention.markUnused(keys);
          await db('lint_results').whereIn('result_key', keys).update({ unused_since: 1 });
          const jobs = await Promise.all(
            [0, 1].map(async () => {
              const jobId = newJobId();
              await insertEmpty(jobId);
              return jobId;
            }),
          );
          const removing = keys.map((key) => other.retention.removeResult(key, Date.now()));
          const using = jobs.map((jobId) =>
            addTasks(
              store,
              jobId,
              keys.map((resultKey, index) => newTask(jobId, index, { resultKey })),
            ),
          );
          await Promise.all([...removing, ...using]);
          const broken = await db('linting_tasks as t')
            .leftJoin('lint_results as r', 'r.result_key', 't.result_key')
            .whereIn('t.job_id', jobs)
            .where('t.status', 'SUCCESS')
            .whereNull('r.result_key')
            .pluck('t.task_id');
          expect(broken).toEqual([]);
        }
      } finally {
        await other.close();
      }
    });

    test('a job of many tasks is forgotten in pieces, and one that was cut short is finished', async () => {
      const { store, db } = fixture();
      const jobId = await addJob([]);
      for (let part = 0; part < 5; part += 1) {
        const failure = { code: 'TOO_LARGE', message: 'Too large.' } as const;
        const tasks = Array.from({ length: 500 }, (_, index) =>
          newTask(jobId, part * 500 + index, { resultKey: null, failure }),
        );
        await addTasks(store, jobId, tasks);
      }
      await store.jobs.finish(jobId, { status: 'FAILED', verdict: 'Rejected', errorMessage: null });
      await db('linting_tasks').where({ job_id: jobId }).where('entry_index', '<', 100).delete();
      expect(await store.retention.removeJob(jobId)).toBe(2400);
      expect(await store.tasks.count(jobId)).toBe(0);
      expect(await store.retention.removeJob(jobId)).toBeUndefined();
    });

    test('results in use are paged without missing one, also within a job and where keys are equal or missing', async () => {
      const { store } = fixture();
      const jobs = [newJobId(), newJobId(), newJobId()];
      const expected = new Set<string>();
      for (const [at, jobId] of jobs.entries()) {
        await insertEmpty(jobId);
        const failure = { code: 'TOO_LARGE', message: 'Too large.' } as const;
        const tasks = Array.from({ length: 17 }, (_, index) => {
          const resultKey = keyOf(`${at * 5 + (index % 12)}`, namespace);
          expected.add(`${jobId}/${resultKey}`);
          return newTask(jobId, index, { resultKey });
        });
        await addTasks(store, jobId, [...tasks, newTask(jobId, 17, { resultKey: null, failure })]);
      }
      const seen: string[] = [];
      for (let after = null as Parameters<typeof store.retention.usedResults>[0]['after']; ; ) {
        const page = await store.retention.usedResults({ after, limit: 5 });
        seen.push(...page.filter(({ jobId }) => jobs.includes(jobId)).map((use) => `${use.jobId}/${use.resultKey}`));
        const last = page.at(-1);
        if (last === undefined) break;
        after = last;
      }
      expect(seen).toHaveLength(expected.size);
      expect(new Set(seen)).toEqual(expected);
    });

    test('ends between two steps when it is told to', async () => {
      const { store } = fixture();
      const jobId = await addJob([keyOf('a', namespace)], 31);
      const signal = AbortSignal.abort(new Error('the pod ends'));
      const jobs = { list: async () => [] };
      const stopped = forgetOld({ store, jobs, namespace, shareDir: root, days: 30, logger, signal });
      await expect(stopped).rejects.toThrow('the pod ends');
      expect(await store.jobs.get(jobId)).toBeDefined();
      await openShare(root).check();
    });

    async function insertEmpty(jobId: JobId): Promise<void> {
      await fixture().store.jobs.insert({
        jobId,
        namespace,
        name: jobId,
        uid: randomUUID(),
        submissionType: 'ZIP_ARCHIVE',
        sourcePath: 'archives/nightly.zip',
        profile: null,
        userId: null,
        productName: null,
        createdAt: Date.now(),
        execution: 'Job',
        priority: 0,
      });
    }
  });
}

/** The resource of a job that the gateway made. */
function aResource(jobId: JobId, namespace: string, path = 'archives/nightly.zip'): SqlLintJob {
  const metadata = { namespace, name: jobId, uid: randomUUID(), labels: { [jobIdLabel]: jobId } };
  return { metadata, spec: { source: { archive: { path } } } } as unknown as SqlLintJob;
}
