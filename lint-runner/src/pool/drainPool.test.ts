import { describe, expect, test } from '@jest/globals';
import { type JobId, newJobId } from '@sqllint/core/job/ids';
import type { PoolJob } from '@sqllint/core/store/types';
import { type DrainPoolOptions, drainPool, type JobVisit } from './drainPool.ts';
import { defaultPoolSettings, type PoolSettings } from './settings.ts';

const settings: PoolSettings = { ...defaultPoolSettings, jobsAtOnce: 2, idleMs: 10_000, maxTasks: 1000 };
const done: JobVisit = { outcome: { exitCode: 0, message: 'Done.' }, opened: true, worked: 1 };
const failed: JobVisit = { outcome: { exitCode: 1, message: 'It failed.' }, opened: true, worked: 0 };

/** Time passes only in pauses. */
function scene(given: {
  readonly next: (except: readonly JobId[], now: number) => PoolJob | undefined;
  readonly work?: (job: PoolJob) => Promise<JobVisit>;
  readonly hasRoom?: () => boolean;
  readonly settings?: Partial<PoolSettings>;
}) {
  const leave = new AbortController();
  const pauses: number[] = [];
  let now = 0;
  const options: DrainPoolOptions = {
    next: async (except) => given.next(except, now),
    work: given.work ?? (async () => done),
    hasRoom: given.hasRoom ?? (() => true),
    settings: { ...settings, ...given.settings },
    signal: leave.signal,
    clock: () => now,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
      now += milliseconds;
      await new Promise(setImmediate);
    },
  };
  return { leave, pauses, now: () => now, run: () => drainPool(options) };
}

function aJob(): PoolJob {
  return { namespace: 'team-a', name: 'nightly', jobId: newJobId(), uid: 'u' };
}

/** Hands out each job once. */
function queueOf(jobs: readonly PoolJob[]) {
  const left = [...jobs];
  return () => left.shift();
}

describe('a runner of the pool', () => {
  test('takes job after job, and leaves when there was none for long enough', async () => {
    const worked: JobId[] = [];
    const jobs = [aJob(), aJob(), aJob()];
    const { run, now } = scene({
      next: queueOf(jobs),
      work: async ({ jobId }) => {
        worked.push(jobId);
        return done;
      },
    });
    expect(await run()).toEqual({ exitCode: 0, message: 'There was no work for a while.' });
    expect(worked).toEqual(jobs.map(({ jobId }) => jobId));
    expect(now()).toBeGreaterThanOrEqual(10_000);
  });

  test('is idle also while it finds jobs that it cannot open', async () => {
    const ghost = aJob();
    let visits = 0;
    const bench = scene({
      next: (except) => {
        if (bench.now() > 60_000) bench.leave.abort();
        return except.includes(ghost.jobId) ? undefined : ghost;
      },
      work: async () => {
        visits += 1;
        return { ...done, opened: false, worked: 0 };
      },
    });
    expect(await bench.run()).toMatchObject({ message: 'There was no work for a while.' });
    expect(visits).toBeGreaterThan(1);
  });

  test('looks again soon after work, and ever more rarely without', async () => {
    const { run, pauses } = scene({ next: queueOf([aJob()]), settings: { idleMs: 1000 } });
    await run();
    expect(pauses.slice(0, 5)).toEqual([50, 50, 100, 200, 200]);
  });

  test('stays for ever when it may not be idle for too long', async () => {
    const { run, leave, now } = scene({
      next: (_, at) => {
        if (at > 86_400_000) leave.abort();
        return undefined;
      },
      settings: { idleMs: 0, longestPollMs: 60_000 },
    });
    expect(await run()).toEqual({ exitCode: 0, message: 'The runner was asked to leave.' });
    expect(now()).toBeGreaterThan(86_400_000);
  });

  test('works on so many jobs at once, and asks for none of them again', async () => {
    const jobs = [aJob(), aJob(), aJob()];
    const asked: (readonly JobId[])[] = [];
    let atOnce = 0;
    let most = 0;
    const take = queueOf(jobs);
    const { run } = scene({
      next: (except) => {
        asked.push(except);
        return take();
      },
      work: async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise(setImmediate);
        await new Promise(setImmediate);
        atOnce -= 1;
        return done;
      },
    });
    await run();
    expect(most).toBe(2);
    expect(asked[1]).toEqual([jobs[0]?.jobId]);
  });

  test('leaves to be replaced when it has done its share, once the jobs in hand are done', async () => {
    let finished = 0;
    const { run } = scene({
      next: aJob,
      work: async () => {
        await new Promise(setImmediate);
        finished += 1;
        return { ...done, worked: 10 };
      },
      settings: { maxTasks: 30 },
    });
    expect(await run()).toMatchObject({
      exitCode: 0,
      message: expect.stringMatching(/^The runner has worked on \d+ files/),
    });
    expect(finished).toBeGreaterThanOrEqual(3);
    expect(finished).toBeLessThanOrEqual(4);
  });

  test('leaves a job alone for a while when there was nothing to do, and longer when it failed on it', async () => {
    const job = aJob();
    const visits: number[] = [];
    const bench = scene({
      next: (except) => (except.includes(job.jobId) ? undefined : job),
      work: async () => {
        visits.push(bench.now());
        return visits.length < 3 ? { ...done, worked: 0 } : failed;
      },
      settings: { maxFailures: 2, idleMs: 60_000 },
    });
    expect(await bench.run()).toMatchObject({ exitCode: 1 });
    const gaps = visits.slice(1).map((at, index) => at - (visits[index] ?? 0));
    expect(gaps[0]).toBeGreaterThanOrEqual(2000);
    expect(gaps[1]).toBeLessThan(2500);
    expect(gaps[2]).toBeGreaterThanOrEqual(10_000);
  });

  test('takes itself for the cause when it fails on one job after the other, and not when others succeed', async () => {
    const always = scene({ next: aJob, work: async () => failed, settings: { jobsAtOnce: 1 } });
    expect(await always.run()).toEqual({ exitCode: 1, message: 'The runner failed on 5 jobs in a row.' });
    let visits = 0;
    const sometimes = scene({
      next: () => (visits < 40 ? aJob() : undefined),
      work: async () => {
        visits += 1;
        return visits % 4 === 0 ? done : failed;
      },
      settings: { jobsAtOnce: 1 },
    });
    expect(await sometimes.run()).toMatchObject({ exitCode: 0 });
  });

  test('takes nothing in while its engines would keep it waiting', async () => {
    let hasRoom = false;
    let asked = 0;
    const bench = scene({
      next: () => {
        asked += 1;
        expect(hasRoom).toBe(true);
        return undefined;
      },
      hasRoom: () => {
        hasRoom = bench.now() > 3000;
        return hasRoom;
      },
    });
    await bench.run();
    expect(asked).toBeGreaterThan(0);
  });

  test('waits for the jobs in hand when it must leave, and also when nobody can tell what is next', async () => {
    let ended = 0;
    const slow = async () => {
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      ended += 1;
      return done;
    };
    const take = queueOf([aJob()]);
    const bench = scene({
      next: () => {
        const job = take();
        if (job === undefined) throw new Error('The database is away.');
        return job;
      },
      work: slow,
    });
    await expect(bench.run()).rejects.toThrow('The database is away.');
    expect(ended).toBe(1);
    const leaving = scene({ next: queueOf([aJob()]), work: slow });
    const left = leaving.run();
    leaving.leave.abort();
    expect(await left).toMatchObject({ exitCode: 0 });
  });
});
