import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type FakeClock, fakeClock } from '../../test/fakeClock.ts';
import { createWorkQueue, type WorkQueue, type WorkQueueOptions } from './workQueue.ts';

interface Bench {
  readonly queue: WorkQueue;
  readonly clock: FakeClock;
  readonly done: string[];
  readonly errors: number[];
}

function bench(work: WorkQueueOptions['work'], concurrency = 2): Bench {
  const clock = fakeClock(0);
  const done: string[] = [];
  const errors: number[] = [];
  const queue = createWorkQueue({
    concurrency,
    clock,
    random: () => 1,
    retry: { firstMs: 100, mostMs: 1000 },
    onError: (_, __, retryInMs) => errors.push(retryInMs),
    work: async (key) => {
      done.push(key);
      return work(key);
    },
  });
  return { queue, clock, done, errors };
}

/** Work that ends when the test says so. */
function gate() {
  const waiting: (() => void)[] = [];
  return {
    work: () => new Promise<undefined>((resolve) => waiting.push(() => resolve(undefined))),
    open: async () => {
      waiting.shift()?.();
      await turn();
    },
    get running() {
      return waiting.length;
    },
  };
}

test('a key that is added several times before its turn is worked on once, and forgotten', async () => {
  const { queue, done } = bench(async () => undefined, 1);
  queue.add('a');
  queue.add('b');
  queue.add('b');
  queue.add('b');
  await turn();
  expect(done).toEqual(['a', 'b']);
  expect(queue.size).toBe(0);
});

test('a key is never worked on twice at once; what is added meanwhile is done afterwards', async () => {
  const gates = gate();
  const { queue, done } = bench(gates.work, 4);
  queue.add('a');
  await turn();
  queue.add('a');
  queue.add('a');
  await turn();
  expect(gates.running).toBe(1);
  await gates.open();
  expect(done).toEqual(['a', 'a']);
  await gates.open();
  expect(queue.size).toBe(0);
});

test('no more keys are worked on at once than allowed', async () => {
  const gates = gate();
  const { queue } = bench(gates.work, 2);
  for (const key of ['a', 'b', 'c']) queue.add(key);
  await turn();
  expect(gates.running).toBe(2);
  await gates.open();
  expect(gates.running).toBe(2);
});

test('a key comes back after the time that its work asked for, or at once when it is added', async () => {
  const { queue, clock, done } = bench(async () => 1000);
  queue.add('a');
  await turn();
  clock.advance(999);
  await turn();
  expect(done).toHaveLength(1);
  clock.advance(1);
  await turn();
  expect(done).toHaveLength(2);
  queue.add('a');
  await turn();
  expect(done).toHaveLength(3);
  expect(clock.pending()).toEqual([1000]);
});

test('work that fails is tried again with growing delays, up to a bound, and anew after a success', async () => {
  let failing = true;
  const { queue, clock, errors } = bench(async () => {
    if (failing) throw new Error('not now');
    return 1;
  });
  queue.add('a');
  for (let round = 0; round < 6; round += 1) {
    await turn();
    clock.advance(1000);
  }
  expect(errors.slice(0, 6)).toEqual([100, 200, 400, 800, 1000, 1000]);
  failing = false;
  await turn();
  clock.advance(1000);
  await turn();
  failing = true;
  clock.advance(1);
  await turn();
  expect(errors.at(-1)).toBe(100);
});

test('a key waits at least as long as was asked for', async () => {
  const clock = fakeClock(0);
  const queue = createWorkQueue({
    concurrency: 1,
    clock,
    retry: { firstMs: 100, mostMs: 1000 },
    askedDelay: () => 5_000,
    onError: () => undefined,
    work: () => Promise.reject(new Error('too many requests')),
  });
  queue.add('a');
  await turn();
  expect(clock.pending()).toEqual([5_000]);
});

test('stopping waits for running work, takes up nothing new, and forgets what was planned', async () => {
  const gates = gate();
  const { queue, done, clock } = bench(gates.work, 1);
  queue.add('a');
  queue.add('b');
  await turn();
  const stopped = queue.stop(10_000);
  queue.add('c');
  await gates.open();
  await stopped;
  clock.advance(1e9);
  await turn();
  expect(done).toEqual(['a']);
});

test('stopping does not wait longer than allowed', async () => {
  const { queue, clock } = bench(() => new Promise(() => undefined));
  queue.add('a');
  await turn();
  const stopped = queue.stop(10_000);
  clock.advance(10_000);
  await stopped;
});
