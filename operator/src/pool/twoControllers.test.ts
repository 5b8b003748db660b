import { expect, test } from '@jest/globals';
import type { V1Job } from '@kubernetes/client-node';
import { createLogger } from '@sqllint/core/logging/logger';
import type { PoolBacklog } from '@sqllint/core/store/types';
import fc from 'fast-check';
import { type FakeApi, fakeApi } from '../../test/fakeApi.ts';
import { fakeClock } from '../../test/fakeClock.ts';
import { openKubernetesPool } from '../kubernetes/openKubernetesPool.ts';
import { createPoolController, defaultPoolSettings, type PoolController } from './createPoolController.ts';

const jobsPath = '/apis/batch/v1/namespaces/team-a/jobs';
const bounds = { min: 1, max: 3, filesPerRunner: 10 };
const logger = createLogger({ name: 'test', level: 'silent' });
const runner = {
  image: 'sqllint:dev',
  imagePullPolicy: 'IfNotPresent',
  serviceAccountName: 'runner',
  databaseSecret: 'database',
  shareClaim: 'share',
  shareSubPath: '{namespace}',
  resources: {},
  engines: 1,
  engineMemoryMib: undefined,
  logLevel: 'info',
  keepSeconds: 3600,
} as const;

const step = fc.oneof(
  fc.record({ what: fc.constant('files wait' as const), waiting: fc.nat(50) }),
  fc.record({ what: fc.constant('one leaves' as const), slot: fc.nat(2), complete: fc.boolean() }),
  fc.record({ what: fc.constant('one is forgotten' as const), slot: fc.nat(2) }),
  fc.record({ what: fc.constant('time passes' as const), ms: fc.constantFrom(100, 1000, 20_000) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function poolJobs(api: FakeApi): readonly V1Job[] {
  const names = Array.from({ length: 3 }, (_, slot) =>
    Array.from({ length: 40 }, (_, generation) => `${jobsPath}/sqllint-pool-${slot}-${generation + 1}`),
  ).flat();
  return names.flatMap((name) => (api.read(name) as V1Job | undefined) ?? []);
}

function isOver({ status }: V1Job): boolean {
  return (status?.conditions ?? []).length > 0;
}

function endOne(api: FakeApi, slot: number, complete: boolean): void {
  const job = poolJobs(api).find((each) => each.metadata?.name?.startsWith(`sqllint-pool-${slot}-`) && !isOver(each));
  if (job === undefined) return;
  const conditions = [{ type: complete ? 'Complete' : 'Failed', status: 'True' }];
  api.put(`${jobsPath}/${job.metadata?.name}`, { ...job, status: { conditions } });
}

function forgetOne(api: FakeApi, slot: number): void {
  const job = poolJobs(api).find((each) => each.metadata?.name?.startsWith(`sqllint-pool-${slot}-`) && isOver(each));
  if (job !== undefined) api.remove(`${jobsPath}/${job.metadata?.name}`);
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
}

/** What both operators live in, and they themselves. */
async function world() {
  const api = fakeApi();
  api.put('/api/v1/namespaces/team-a/serviceaccounts/runner', { metadata: { name: 'runner', uid: 'u' } });
  const clock = fakeClock(1_700_000_000_000);
  const state = { backlog: [] as readonly PoolBacklog[] };
  const open = (): PoolController =>
    createPoolController({
      store: { pool: { backlog: async () => state.backlog } },
      pods: openKubernetesPool({
        api,
        namespaces: ['team-a'],
        settings: { runner, prefix: 'sqllint', idleSeconds: 300, maxTasks: 5000, ...bounds },
        logger,
        now: clock.now,
      }),
      settings: { ...defaultPoolSettings, ...bounds },
      namespaces: ['team-a'],
      logger,
      clock,
    });
  const controllers = [open(), open()];
  await Promise.all(controllers.map((controller) => controller.start()));
  for (const controller of controllers) controller.lead();
  return { api, clock, state, controllers };
}

async function take({ api, clock, state, controllers }: Awaited<ReturnType<typeof world>>, next: Step): Promise<void> {
  if (next.what === 'one leaves') endOne(api, next.slot, next.complete);
  if (next.what === 'one is forgotten') forgetOne(api, next.slot);
  if (next.what === 'time passes') clock.advance(next.ms);
  if (next.what === 'files wait') {
    const { waiting } = next;
    state.backlog = [{ namespace: 'team-a', jobs: 1, waiting, inProgress: 0, oldestWaitingSince: clock.now() }];
    for (const controller of controllers) controller.poke('team-a');
    clock.advance(1);
  }
  await settle();
}

test('two operators that both believe to lead never make more runners than there may be, nor fewer than the least', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const created = await world();
      const running = () => poolJobs(created.api).filter((job) => !isOver(job)).length;
      try {
        for (const next of steps) {
          await take(created, next);
          expect(running()).toBeLessThanOrEqual(bounds.max);
        }
        // Longer than the longest pause after failures.
        for (let tick = 0; tick < 30; tick += 1) await take(created, { what: 'time passes', ms: 20_000 });
        expect(running()).toBeGreaterThanOrEqual(bounds.min);
        expect(running()).toBeLessThanOrEqual(bounds.max);
      } finally {
        await Promise.all(created.controllers.map((controller) => controller.stop()));
      }
    }),
    { numRuns: 60 },
  );
});
