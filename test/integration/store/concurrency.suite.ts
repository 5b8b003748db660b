import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { JobId } from '../../../core/src/job/ids.ts';
import { openStore } from '../../../core/src/store/open.ts';
import type { ClaimedTask, Store } from '../../../core/src/store/types.ts';
import {
  addJob,
  addJobWithTasks,
  addTasks,
  claim,
  commitItem,
  type Fixture,
  keyOf,
  newTask,
  violation,
} from './fixture.ts';

export function concurrencySuite(fixture: Fixture): void {
  describe('several runners at once', () => {
    test('claimers on connections of their own get disjoint tasks, and together all of them', async () => {
      const jobId = await addJobWithTasks(fixture().store, 60);
      const claimed = await withStores(fixture, 6, (stores) =>
        Promise.all(stores.map((store, index) => claimAll(store, jobId, `runner-${index}`))),
      );
      const all = claimed.flat().map((task) => task.taskId);
      expect(all).toHaveLength(60);
      expect(new Set(all).size).toBe(60);
    });

    test('equal content is never claimed by two at once', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      await addTasks(
        store,
        jobId,
        Array.from({ length: 40 }, (_, index) => newTask(jobId, index, { resultKey: keyOf(`${index % 5}`, jobId) })),
      );
      const claimed = await withStores(fixture, 6, (stores) =>
        Promise.all(stores.map((other, index) => claim(other, jobId, { owner: `runner-${index}`, limit: 2 }))),
      );
      const keys = claimed.flat().map((task) => task.resultKey);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toHaveLength(5);
    });

    test('the same results committed by several jobs at once are stored once, with their violations', async () => {
      const { store } = fixture();
      const keys = Array.from({ length: 12 }, (_, index) => keyOf(`common-${index}`, 'several jobs'));
      const jobs = await Promise.all(Array.from({ length: 5 }, () => addJob(store)));
      for (const jobId of jobs) {
        await addTasks(
          store,
          jobId,
          keys.map((resultKey, index) => newTask(jobId, index, { resultKey })),
        );
      }
      await withStores(fixture, jobs.length, async (stores) => {
        await Promise.all(
          stores.map(async (other, index) => {
            const jobId = jobs[index];
            if (!jobId) return;
            const claimed = await claim(other, jobId);
            const shuffled = index % 2 === 0 ? claimed : claimed.toReversed();
            const batch = shuffled.map((task) => commitItem(task, 'runner-a', [violation(), violation({ lineNo: 2 })]));
            expect(await other.tasks.commit(jobId, batch)).toHaveLength(keys.length);
          }),
        );
      });
      for (const jobId of jobs) {
        expect((await store.results.violationsOfJob(jobId, null, 1000)).items).toHaveLength(2 * keys.length);
        expect(await store.jobs.severityCounts(jobId)).toMatchObject({ minor: 2 * keys.length });
      }
    });

    test('expanding, claiming, committing and cancelling at once neither fails nor loses a task', async () => {
      const { store } = fixture();
      const jobId = await addJob(store);
      const parts = Array.from({ length: 10 }, (_, part) =>
        Array.from({ length: 20 }, (_unused, index) => newTask(jobId, part * 20 + index)),
      );
      await withStores(fixture, 4, async (stores) => {
        const working = stores.map(async (other, index) => {
          for (let round = 0; round < 25; round += 1) {
            const owner = `runner-${index}`;
            const claimed = await claim(other, jobId, { owner, limit: 5 });
            await other.tasks.commit(
              jobId,
              claimed.map((task) => commitItem(task, owner, [violation()])),
            );
          }
        });
        for (const part of parts) await addTasks(store, jobId, part);
        await store.tasks.failUnfinished(jobId, 'CANCELLED', 'The job was cancelled.');
        await Promise.all(working);
      });
      const tasks = (await store.jobs.progress(jobId))?.tasks;
      expect(tasks).toMatchObject({ total: 200, pending: 0, inProgress: 0 });
      expect(await store.jobs.severityCounts(jobId)).toMatchObject({ minor: tasks?.succeeded });
    });

    test('processes share a job, one is killed, and every file has exactly one result', async () => {
      const { store, database, db } = fixture();
      const jobId = await addJobWithTasks(store, 120);
      const workers = ['process-a', 'process-b', 'process-c'].map((owner) => startWorker(database.url, jobId, owner));
      const [victim] = workers;
      if (!victim?.stdout) throw new Error('a worker was expected');
      await once(victim.stdout, 'data');
      victim.kill('SIGKILL');
      const codes = await Promise.all(workers.map(exitOf));

      expect(codes).toEqual([null, 0, 0]);
      expect((await store.jobs.progress(jobId))?.tasks).toMatchObject({ total: 120, succeeded: 120, cached: 0 });
      expect(await store.jobs.severityCounts(jobId)).toMatchObject({ minor: 120 });
      const keys = await db('linting_tasks').where({ job_id: jobId }).pluck('result_key');
      expect(await db('lint_results').whereIn('result_key', keys).pluck('result_key')).toHaveLength(120);
    }, 60_000);
  });
}

/** Stores with connections of their own, closed afterwards. */
async function withStores<T>(
  fixture: Fixture,
  count: number,
  use: (stores: readonly Store[]) => Promise<T>,
): Promise<T> {
  const { url } = fixture().database;
  const stores = await Promise.all(Array.from({ length: count }, () => openStore({ url, poolSize: 2 })));
  try {
    return await use(stores);
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
}

async function claimAll(store: Store, jobId: JobId, owner: string): Promise<readonly ClaimedTask[]> {
  const all: ClaimedTask[] = [];
  for (;;) {
    const claimed = await claim(store, jobId, { owner, limit: 3 });
    if (claimed.length === 0) return all;
    all.push(...claimed);
  }
}

function startWorker(url: string, jobId: string, owner: string): ChildProcess {
  const script = fileURLToPath(new URL('worker.ts', import.meta.url));
  const args = ['--disable-warning=ExperimentalWarning', script, url, jobId, owner];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } });
}

async function exitOf(worker: ChildProcess): Promise<number | null> {
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
  return worker.exitCode;
}
