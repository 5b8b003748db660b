import { expect, test } from '@jest/globals';
import { jobIdOf } from '@sqllint/core/job/identity';
import { isTerminalPhase } from '@sqllint/core/job/states';
import fc from 'fast-check';
import { MemoryWorld } from '../../test/memoryWorld.ts';
import { now, settings } from '../../test/situations.ts';
import { decide } from '../decide/decide.ts';
import { ownStatus } from '../decide/status.ts';
import { observe } from './observe.ts';
import { reconcile } from './reconcile.ts';

/** What may happen to a job, in any order. */
const events: Readonly<Record<string, (world: MemoryWorld) => void>> = {
  'a second passes': (world) => world.set({ now: world.now + 1_000 }),
  'a minute passes': (world) => world.set({ now: world.now + 60_000 }),
  'the clock jumps back': (world) => world.set({ now: world.now - 30_000 }),
  'a runner starts': (world) => world.changeWorkload({ state: 'running', active: 1 }),
  'a runner lists the files': (world) => world.work('listed'),
  'a runner analyses a file': (world) => world.work('succeeded'),
  'a runner gives a file up': (world) => world.work('failed'),
  'a runner finds the source bad and dies': (world) => world.spoilSource(),
  'the row is lost': (world) => world.loseRow(),
  'the workload succeeds': (world) => world.changeWorkload({ state: 'succeeded', active: 0, succeeded: 1 }),
  'the workload fails': (world) => world.changeWorkload({ state: 'failed', active: 0, failed: 1, reason: 'Error' }),
  'the workload vanishes': (world) => world.set({ workload: undefined }),
  'a pod cannot start': (world) =>
    world.changeWorkload({
      state: 'pending',
      active: 0,
      troubles: [{ kind: 'broken', reason: 'ImagePullBackOff', message: 'no such image', since: world.now }],
    }),
  'the quota is spent': (world) => world.set({ refusing: true }),
  'the quota is raised': (world) => world.set({ refusing: false }),
  'the database stops': (world) => world.set({ databaseDown: true }),
  'the database starts': (world) => world.set({ databaseDown: false }),
  'the job is suspended': (world) => world.changeSpec({ suspend: true }),
  'the job is resumed': (world) => world.changeSpec({ suspend: false }),
  'the job is cancelled': (world) => world.changeSpec({ cancelled: true }),
  'the resource is deleted': (world) => world.deleteResource(),
  'the operator dies soon': (world) => world.set({ diesIn: 1 }),
  'the operator dies later': (world) => world.set({ diesIn: 3 }),
  nothing: () => undefined,
};

const histories = fc.array(fc.constantFrom(...Object.keys(events)), { maxLength: 40, size: 'max' });

test('whatever happens, a job has one end, one live workload, a durable history and a next look', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const world = new MemoryWorld(now);
      for (const event of history) {
        events[event]?.(world);
        await expectNextLook(world);
        await round(world);
      }
    }),
    { numRuns: 500 },
  );
});

test('whatever happened, a job that is left in peace comes to its end', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const world = new MemoryWorld(now);
      for (const event of history) {
        events[event]?.(world);
        await round(world);
      }
      world.databaseDown = false;
      world.diesIn = undefined;
      world.changeSpec({ suspend: false });
      // The runners start but never finish, so that only the deadline is left as a way out.
      for (let minute = 0; minute < 60 && !isOver(world); minute += 1) {
        world.now += 30_000;
        if (world.workload?.state === 'pending') events['a runner starts']?.(world);
        await round(world);
      }
      expect(world.job?.status?.phase ?? 'gone').toMatch(/Completed|Failed|Cancelled|gone/);
    }),
    { numRuns: 300 },
  );
});

test('while nothing happens, nothing is written', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const world = new MemoryWorld(now);
      for (const event of history) {
        events[event]?.(world);
        await round(world);
      }
      world.diesIn = undefined;
      for (let settling = 0; settling < 6; settling += 1) await round(world);
      const written = world.statusWrites;
      await round(world);
      expect(world.statusWrites).toBe(written);
    }),
    { numRuns: 300 },
  );
});

function isOver({ job }: MemoryWorld): boolean {
  return job === undefined || isTerminalPhase(job.status?.phase);
}

const expected = /^(the operator died|connect ECONNREFUSED)$/;

/** One round of the operator; dying and a missing database are part of the game, anything else is a defect. */
async function round(world: MemoryWorld): Promise<void> {
  try {
    await reconcile({ namespace: 'team-a', name: 'nightly' }, world.world);
  } catch (error) {
    if (!(error instanceof Error) || !expected.test(error.message)) throw error;
    world.diesIn = undefined;
  }
}

async function expectNextLook(world: MemoryWorld): Promise<void> {
  if (world.job === undefined) return;
  const { cluster, store, logger } = world.world;
  const observed = await observe(world.job, {
    profiles: cluster.jobs,
    workloads: cluster.workloads,
    store,
    logger,
    settings,
  });
  const decision = decide(world.job, observed, world.now, settings);
  expect(decide(world.job, observed, world.now, settings)).toEqual(decision);
  if (decision.kind === 'continue') {
    expect(decision.requeueAfterMs).toBeGreaterThanOrEqual(0);
    expect(decision.requeueAfterMs).toBeLessThanOrEqual(settings.resyncMs);
    if (decision.status.jobId === undefined) expect(decision.status).toEqual(ownStatus(world.job));
    else expect(decision.status.jobId).toBe(jobIdOf(world.job));
  }
  if (decision.kind === 'settled' && decision.requeueAfterMs === undefined) {
    const leaves = world.job.metadata.deletionTimestamp !== undefined;
    expect(leaves || decision.actions.some(({ type }) => type === 'deleteResource')).toBe(true);
  }
}
