import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ClusterUnavailableError } from '@sqllint/core/cluster/errors';
import { createLogger } from '@sqllint/core/logging/logger';
import { StoreUnavailableError } from '@sqllint/core/store/errors';
import type { PoolBacklog } from '@sqllint/core/store/types';
import { type FakeClock, fakeClock } from '../../test/fakeClock.ts';
import { WorkloadRefusedError } from '../cluster/workloads.ts';
import {
  createPoolController,
  defaultPoolSettings,
  type PoolController,
  type PoolSettings,
} from './createPoolController.ts';
import type { PoolPods, PoolRunner } from './poolPods.ts';

const start = 1_700_000_000_000;
const settings: PoolSettings = { ...defaultPoolSettings, min: 0, max: 3, filesPerRunner: 10 };

let clock: FakeClock;
let runners: Map<string, PoolRunner>;
let asked: string[];
let backlog: PoolBacklog[];
let failWith: Error | undefined;
let storeAway: Error | undefined;
let explained: string[];
let reads: number;
let tell: (namespace: string) => void;
let controller: PoolController;

/** Cells of the event loop in which promises settle. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    clock.advance(Math.min(100, left));
    await settle();
  }
}

function waiting(namespace: string, files: number): PoolBacklog {
  return { namespace, jobs: 1, waiting: files, inProgress: 0, oldestWaitingSince: clock.now() };
}

/** The runner of a place as the watch shows it. */
function show(slot: number, changes: Partial<PoolRunner> = {}, namespace = 'team-a'): void {
  const name = `p-${namespace}-${slot}-${runners.size}`;
  const known = [...runners.values()].find(
    (each) => each.slot === slot && each.namespace === namespace && each.state !== 'failed',
  );
  const created = {
    namespace,
    name,
    uid: name,
    slot,
    createdAt: clock.now(),
    isCurrent: true,
    trouble: undefined,
    failure: undefined,
  };
  const runner = { state: 'starting', ...created, ...known, ...changes } as const;
  runners.set(runner.uid, runner);
  tell(namespace);
}

const pods: PoolPods = {
  of: (namespace) => [...runners.values()].filter((runner) => runner.namespace === namespace),
  explain: async (namespace) => {
    explained.push(namespace);
  },
  namespaces: () => [...new Set([...runners.values()].map(({ namespace }) => namespace))],
  create: async (namespace, slot) => {
    asked.push(`create ${namespace} ${slot}`);
    if (failWith) throw failWith;
  },
  retire: async (runner) => {
    asked.push(`retire ${runner.namespace} ${runner.slot}`);
  },
  watch: (onChange) => {
    tell = onChange;
    return { ready: Promise.resolve(), stop: async () => undefined };
  },
};

async function open(changes: Partial<PoolSettings> = {}, namespaces: 'all' | readonly string[] = ['team-a']) {
  controller = createPoolController({
    store: {
      pool: {
        backlog: async () => {
          reads += 1;
          if (storeAway) throw storeAway;
          return backlog;
        },
      },
    },
    pods,
    settings: { ...settings, ...changes },
    namespaces,
    logger: createLogger({ name: 'test', level: 'silent' }),
    clock,
    random: () => 1,
  });
  await controller.start();
}

async function lead(changes: Partial<PoolSettings> = {}, namespaces: 'all' | readonly string[] = ['team-a']) {
  await open(changes, namespaces);
  controller.lead();
  await settle();
}

beforeEach(() => {
  clock = fakeClock(start);
  runners = new Map();
  asked = [];
  backlog = [];
  failWith = undefined;
  storeAway = undefined;
  explained = [];
  reads = 0;
});

afterEach(() => controller.stop());

describe('the pool controller', () => {
  test('does nothing before it leads, although it watches', async () => {
    backlog = [waiting('team-a', 5)];
    await open({ min: 1 });
    controller.poke('team-a');
    show(0, { state: 'failed', failure: { reason: 'OOMKilled', message: 'm', at: start } });
    await pass(30_000);
    expect([asked, reads]).toEqual([[], 0]);
  });

  test('keeps the least number of runners in each namespace that is served', async () => {
    await lead({ min: 1 }, ['team-a', 'team-b']);
    expect(asked.toSorted()).toEqual(['create team-a 0', 'create team-b 0']);
    expect(explained.toSorted()).toEqual(['team-a', 'team-b']);
  });

  test('starts runners as soon as a job was offered to an empty pool', async () => {
    await lead();
    await pass(2000);
    backlog = [waiting('team-a', 1)];
    controller.poke('team-a');
    await pass(1);
    expect(asked).toEqual(['create team-a 0']);
  });

  test('asks for a runner once, however many jobs come before the watch shows it', async () => {
    await lead();
    backlog = [waiting('team-a', 1)];
    for (let job = 0; job < 20; job += 1) {
      controller.poke('team-a');
      await pass(100);
    }
    expect(asked).toEqual(['create team-a 0']);
  });

  test('looks at the backlog for many jobs together while there are runners', async () => {
    await lead();
    show(0, { state: 'running' });
    await pass(100);
    const before = reads;
    backlog = [waiting('team-a', 11)];
    for (let job = 0; job < 100; job += 1) controller.poke('team-a');
    await pass(500);
    expect(reads - before).toBe(1);
    expect(asked).toEqual(['create team-a 1']);
  });

  test('finds what nobody told it of', async () => {
    await lead({}, 'all');
    backlog = [waiting('team-z', 25)];
    await pass(5000);
    expect(asked).toEqual(['create team-z 0', 'create team-z 1', 'create team-z 2']);
  });

  test('fills the place of a runner that left in order only when there is work', async () => {
    await lead();
    show(0, { state: 'running' });
    show(0, { state: 'left' });
    await pass(20_000);
    expect(asked).toEqual([]);
    backlog = [waiting('team-a', 1)];
    controller.poke('team-a');
    await pass(1);
    expect(asked).toEqual(['create team-a 0']);
  });

  test('says why there are no runners: the pods own reason, as long as it lasts', async () => {
    backlog = [waiting('team-a', 1)];
    await lead();
    expect(controller.view('team-a')).toEqual({ active: 0, troubles: [] });
    const trouble = { kind: 'broken', reason: 'ImagePullBackOff', message: 'Back-off', since: start } as const;
    show(0, { trouble });
    expect(controller.view('team-a')).toEqual({ active: 0, troubles: [trouble] });
    show(0, { state: 'running', trouble: undefined });
    expect(controller.view('team-a')).toEqual({ active: 1, troubles: [] });
    expect(controller.view('team-b')).toEqual({ active: 0, troubles: [] });
  });

  test('tries again ever more slowly when the cluster refuses runners, and says so since the first time', async () => {
    backlog = [waiting('team-a', 1)];
    failWith = new WorkloadRefusedError('QuotaExceeded', 'exceeded quota: pods');
    await lead();
    expect(controller.view('team-a').troubles).toEqual([
      { kind: 'noRoom', reason: 'QuotaExceeded', message: 'exceeded quota: pods', since: start },
    ]);
    for (let second = 0; second < 120; second += 1) {
      controller.poke('team-a');
      await pass(1000);
    }
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.length).toBeLessThan(10);
    expect(controller.view('team-a').troubles[0]?.since).toBe(start);
    failWith = undefined;
    await pass(65_000);
    expect(controller.view('team-a').troubles).toEqual([]);
  });

  test('replaces runners that fail ever more slowly, and forgets that when one leaves in order', async () => {
    backlog = [waiting('team-a', 1)];
    await lead();
    const failure = () => ({ reason: 'OOMKilled', message: 'pod p: OOMKilled', at: clock.now() });
    for (let second = 0; second < 300; second += 1) {
      const made = asked.length;
      await pass(1000);
      if (asked.length > made || second === 0) show(0, { state: 'failed', failure: failure() });
    }
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.length).toBeLessThan(14);
    const [trouble] = controller.view('team-a').troubles;
    expect(trouble).toMatchObject({ kind: 'broken', reason: 'OOMKilled' });
    expect(trouble?.since).toBeLessThan(start + 2000);
    show(0, { state: 'left' });
    expect(controller.view('team-a').troubles).toEqual([]);
  });

  test('an old refusal is forgotten with the last job that waited', async () => {
    backlog = [waiting('team-a', 1)];
    failWith = new WorkloadRefusedError('QuotaExceeded', 'exceeded quota: pods');
    await lead();
    failWith = undefined;
    backlog = [];
    await pass(60_000);
    expect(controller.view('team-a').troubles).toEqual([]);
  });

  test('a trouble counts against jobs from when they wait for it, however old it is', async () => {
    await lead();
    const old = { kind: 'broken', reason: 'ImagePullBackOff', message: 'Back-off', since: start - 3_600_000 } as const;
    show(0, { trouble: old });
    await pass(10_000);
    backlog = [waiting('team-a', 1)];
    controller.poke('team-a');
    await pass(500);
    const since = controller.view('team-a').troubles[0]?.since;
    expect(since).toBeGreaterThanOrEqual(start + 10_000);
    await pass(60_000);
    expect(controller.view('team-a').troubles[0]?.since).toBe(since);
  });

  test('an old crash does not count against jobs that lose their runner for a moment', async () => {
    backlog = [waiting('team-a', 1)];
    await lead();
    show(0, { state: 'failed', failure: { reason: 'OOMKilled', message: 'pod p: OOMKilled', at: clock.now() } });
    await pass(5_000);
    show(0, { state: 'running', failure: undefined });
    await pass(400_000);
    show(0, { state: 'leaving' });
    await pass(5_000);
    expect(controller.view('team-a').troubles[0]?.since).toBeGreaterThan(start + 400_000);
  });

  test('runners that run for moments and crash keep jobs waiting since the first, so that these come to an end', async () => {
    backlog = [waiting('team-a', 1)];
    await lead();
    for (let crash = 0; crash < 10; crash += 1) {
      show(0, { state: 'starting', failure: undefined });
      await pass(3000);
      show(0, { state: 'running' });
      await pass(6000);
      expect(controller.view('team-a')).toEqual({ active: 1, troubles: [] });
      show(0, { state: 'failed', failure: { reason: 'Error', message: 'no engine', at: clock.now() } });
      await pass(60_000);
    }
    const [trouble] = controller.view('team-a').troubles;
    expect(trouble).toMatchObject({ kind: 'broken', reason: 'Error', message: 'no engine' });
    expect(trouble?.since).toBeLessThan(start + 10_000);
  });

  test('a runner that has got over its start after a crash gives jobs their time back', async () => {
    backlog = [waiting('team-a', 1)];
    await lead();
    show(0, { state: 'failed', failure: { reason: 'Error', message: 'no engine', at: clock.now() } });
    await pass(5000);
    show(0, { state: 'running', failure: undefined });
    await pass(70_000);
    show(0, { state: 'failed', failure: { reason: 'Error', message: 'no engine', at: clock.now() } });
    await pass(5000);
    expect(controller.view('team-a').troubles[0]?.since).toBeGreaterThanOrEqual(start + 75_000);
  });

  test('gives the runner of a lost node up, and waits before it starts another, which may go to the same node', async () => {
    await lead({ min: 1 });
    show(0, { state: 'lost' });
    await settle();
    runners.clear();
    tell('team-a');
    await settle();
    expect(asked).toEqual(['create team-a 0', 'retire team-a 0']);
    await pass(6000);
    expect(asked.at(-1)).toBe('create team-a 0');
  });

  test('asks runners of an older making to leave one after the other', async () => {
    await lead();
    show(0, { state: 'running', isCurrent: false });
    show(1, { state: 'running', isCurrent: false });
    await pass(1);
    await settle();
    expect(new Set(asked)).toEqual(new Set(['retire team-a 0']));
    show(0, { state: 'leaving' });
    await pass(10_000);
    expect(new Set(asked)).toEqual(new Set(['retire team-a 0']));
    show(0, { state: 'left' });
    await settle();
    expect(asked.at(-1)).toBe('retire team-a 1');
  });

  test('replaces the least number of runners one after the other, each when the last one runs', async () => {
    await lead({ min: 2 });
    for (const slot of [0, 1]) show(slot, { state: 'running', isCurrent: false });
    await pass(1000);
    expect(asked.at(-1)).toBe('retire team-a 0');
    runners.delete('p-team-a-0-0');
    tell('team-a');
    await pass(10_000);
    show(0, { state: 'starting' });
    await pass(10_000);
    expect(asked.slice(-2)).toEqual(['retire team-a 0', 'create team-a 0']);
    show(0, { state: 'running' });
    await pass(1000);
    expect(asked.at(-1)).toBe('retire team-a 1');
  });

  test('goes on when the database or the API was away', async () => {
    storeAway = new StoreUnavailableError('The database is not available.');
    backlog = [waiting('team-a', 1)];
    await lead();
    controller.poke('team-a');
    await pass(20_000);
    expect(asked).toEqual([]);
    storeAway = undefined;
    failWith = new ClusterUnavailableError('The API does not answer.');
    await pass(20_000);
    expect(asked.length).toBeGreaterThan(0);
    failWith = undefined;
    asked = [];
    await pass(60_000);
    expect(asked[0]).toBe('create team-a 0');
  });
});
