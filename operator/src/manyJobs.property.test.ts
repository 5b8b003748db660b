import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { jobIdOf } from '@sqllint/core/job/identity';
import { isTerminalPhase } from '@sqllint/core/job/states';
import { createLogger } from '@sqllint/core/logging/logger';
import fc from 'fast-check';
import { type FakeClock, fakeClock } from '../test/fakeClock.ts';
import { aJob } from '../test/jobs.ts';
import { MemoryCluster } from '../test/memoryCluster.ts';
import { MemoryStore } from '../test/memoryStore.ts';
import { now } from '../test/situations.ts';
import { createOperator, type Operator } from './createOperator.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const limits = { installation: 2, namespace: 1 };
const logger = createLogger({ name: 'test', level: 'silent' });

/** Six jobs of two namespaces, and operators one after the other. */
class Play {
  readonly clock: FakeClock = fakeClock(now);
  readonly cluster = new MemoryCluster(limits.installation, this.clock.now);
  readonly store = new MemoryStore();
  #operator: Operator | undefined;

  async startOperator(): Promise<void> {
    const cluster = this.cluster.connect();
    this.#operator = createOperator({
      cluster,
      store: this.store.store,
      logger,
      clock: this.clock,
      settings: { limits },
    });
    await this.#operator.start();
    this.#operator.lead();
    await this.settle();
  }

  /** As by SIGKILL: what it remembers is lost. */
  async restartOperator(): Promise<void> {
    this.cluster.set({ diesIn: 0 });
    await this.#operator?.stop();
    this.cluster.set({ diesIn: undefined });
    await this.startOperator();
  }

  /** Until nothing more happens without time or news. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 60; turns += 1) await turn();
  }

  async stop(): Promise<void> {
    await this.#operator?.stop();
  }

  submit(name: string): void {
    if (this.cluster.jobs.has(name)) return;
    const uid = `${name}-${this.clock.now()}-${this.cluster.writes}`;
    const namespace = name < 'd' ? 'one' : 'two';
    const creationTimestamp = new Date(this.clock.now()).toISOString();
    const metadata = { namespace, uid, creationTimestamp };
    this.cluster.add(aJob({ name, metadata, spec: { activeDeadlineSeconds: 600, ttlSecondsAfterFinished: 1200 } }));
  }

  spec(name: string, change: object): void {
    this.cluster.change(name, (job) => ({
      ...job,
      metadata: { ...job.metadata, generation: job.metadata.generation + 1 },
      spec: { ...job.spec, ...change },
    }));
  }

  work(name: string, outcome: 'listed' | 'succeeded' | 'failed'): void {
    const job = this.cluster.jobs.get(name);
    const runs = this.cluster.workloads.get(name)?.workload.state === 'running';
    if (job !== undefined && runs) this.store.work(jobIdOf(job), outcome);
  }

  /** Half a minute in which all runners do what they should. */
  async goOn(): Promise<void> {
    await this.#tellAll();
    for (const name of names) {
      const state = this.cluster.workloads.get(name)?.workload.state;
      if (state === 'pending') this.cluster.changeWorkload(name, { state: 'running', active: 1, troubles: [] });
      for (const outcome of ['listed', 'succeeded', 'succeeded', 'succeeded'] as const) this.work(name, outcome);
      if (state === 'running') this.cluster.changeWorkload(name, { state: 'succeeded', active: 0, succeeded: 1 });
    }
    await this.#tellAll();
    this.clock.advance(30_000);
    await this.settle();
  }

  async #tellAll(): Promise<void> {
    this.cluster.tell(Number.POSITIVE_INFINITY);
    await this.settle();
  }

  get open(): readonly string[] {
    return [...this.cluster.jobs.values()]
      .filter(({ status }) => !isTerminalPhase(status?.phase))
      .map(({ metadata }) => metadata.name);
  }
}

const happenings: Readonly<Record<string, (play: Play, name: string) => void | Promise<void>>> = {
  'a job is submitted': (play, name) => play.submit(name),
  'a runner starts': (play, name) => play.cluster.changeWorkload(name, { state: 'running', active: 1 }),
  'a runner lists the files': (play, name) => play.work(name, 'listed'),
  'a runner analyses a file': (play, name) => play.work(name, 'succeeded'),
  'a runner gives a file up': (play, name) => play.work(name, 'failed'),
  'the workload ends well': (play, name) =>
    play.cluster.changeWorkload(name, { state: 'succeeded', active: 0, succeeded: 1 }),
  'the workload fails': (play, name) =>
    play.cluster.changeWorkload(name, { state: 'failed', active: 0, failed: 1, reason: 'Error' }),
  'the workload vanishes': (play, name) => play.cluster.loseWorkload(name),
  'a pod cannot start': (play, name) =>
    play.cluster.changeWorkload(name, {
      state: 'pending',
      active: 0,
      troubles: [{ kind: 'broken', reason: 'ImagePullBackOff', message: 'no such image', since: play.clock.now() }],
    }),
  'a job is suspended': (play, name) => play.spec(name, { suspend: true }),
  'a job is resumed': (play, name) => play.spec(name, { suspend: false }),
  'a job is cancelled': (play, name) => play.spec(name, { cancelled: true }),
  'a job becomes urgent': (play, name) => play.spec(name, { priority: 10 }),
  'a job is deleted': (play, name) => play.cluster.remove(name),
  'the watches tell one thing': (play) => play.cluster.tell(1),
  'the watches tell everything': (play) => play.cluster.tell(Number.POSITIVE_INFINITY),
  'a second passes': (play) => play.clock.advance(1_000),
  'a minute passes': (play) => play.clock.advance(60_000),
  'the operator dies soon': (play) => play.cluster.set({ diesIn: 2 }),
  'the operator is restarted': (play) => play.restartOperator(),
  'the quota is spent': (play) => play.cluster.set({ refusing: true }),
  'the quota is raised': (play) => play.cluster.set({ refusing: false }),
  'the database stops': (play) => play.store.set({ down: true }),
  'the database starts': (play) => play.store.set({ down: false }),
};

const histories = fc.array(
  fc.record({
    // Without jobs, and without news of them, nothing happens.
    what: fc.constantFrom(
      ...Object.keys(happenings),
      ...Array<string>(5).fill('a job is submitted'),
      ...Array<string>(4).fill('a runner starts'),
      ...Array<string>(4).fill('the watches tell everything'),
    ),
    name: fc.constantFrom(...names),
  }),
  { maxLength: 60, size: 'max' },
);

/** A job that goes while it asks for a slot must not keep one: nobody is left who would give it back. */
const goneWhileItAsked = [
  { what: 'the quota is spent', name: 'a' },
  { what: 'a job is submitted', name: 'c' },
  { what: 'a job is submitted', name: 'a' },
  { what: 'a job is deleted', name: 'a' },
  { what: 'the watches tell everything', name: 'a' },
] as const;

async function played(history: readonly { readonly what: string; readonly name: string }[]): Promise<Play> {
  const play = new Play();
  await play.startOperator();
  for (const { what, name } of history) {
    await happenings[what]?.(play, name);
    await play.settle();
  }
  return play;
}

test('whatever happens to several jobs, slots are kept, attempts are single, and writes are bounded', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const play = await played(history);
      await play.stop();
      expect(play.cluster.broken).toEqual([]);
      // Each thing that happens may be answered by a few writes; nothing else may.
      expect(play.cluster.writes).toBeLessThanOrEqual(8 * history.length);
    }),
    { numRuns: 150 },
  );
});

test('whatever happened, jobs that are left in peace all come to their end, and slots are free again', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const play = await played(history);
      play.cluster.set({ diesIn: undefined, refusing: false });
      play.store.set({ down: false });
      for (const name of names) play.spec(name, { suspend: false });
      for (let round = 0; round < 60 && play.open.length > 0; round += 1) await play.goOn();
      expect(play.open).toEqual([]);
      expect(play.cluster.runningJobs()).toBe(0);
      expect(play.cluster.broken).toEqual([]);
      await play.stop();
    }),
    { numRuns: 100, examples: [[[...goneWhileItAsked]]] },
  );
});
