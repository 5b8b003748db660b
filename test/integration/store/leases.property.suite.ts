import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type JobId, taskIdOf } from '../../../core/src/job/ids.ts';
import type { Store, TaskFence } from '../../../core/src/store/types.ts';
import {
  addJob,
  addTasks,
  claim,
  expireLeases,
  type Fixture,
  keyOf,
  newResult,
  newTask,
  violation,
} from './fixture.ts';
import { LeaseModel, type ModelFence } from './leaseModel.ts';

const maxAttempts = 3;
const owners = ['runner-a', 'runner-b', 'runner-c'] as const;

const owner = fc.constantFrom(...owners);
/** Picks among the claims that were made so far, those that are no longer valid included. */
const picks = fc.array(fc.nat(1000), { maxLength: 4 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      owner,
      limit: fc.integer({ min: 1, max: 4 }),
      except: fc.uniqueArray(fc.nat(6), { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('expire' as const), owner }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const), owner }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), owner }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('commit' as const), picks }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const), pick: fc.nat(1000) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Keys by entry; few of them, so that equal content is common. */
const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 7 });

export function leasesPropertySuite(fixture: Fixture): void {
  describe('leases, whatever happens', () => {
    test('every task ends exactly once and no content has two results', async () => {
      await fc.assert(
        fc.asyncProperty(keys, fc.array(step, { maxLength: 25 }), async (keyNames, steps) => {
          const run = await Run.start(fixture, keyNames);
          for (const next of steps) await run.apply(next);
          await run.finish();
        }),
        { numRuns: 40 },
      );
    }, 120_000);
  });
}

/** The store and the model, side by side. */
class Run {
  readonly #fixture: Fixture;
  readonly #store: Store;
  readonly #jobId: JobId;
  readonly #keyNames: readonly string[];
  readonly #model: LeaseModel;
  readonly #fences: ModelFence[] = [];

  private constructor(fixture: Fixture, jobId: JobId, keyNames: readonly string[]) {
    this.#fixture = fixture;
    this.#store = fixture().store;
    this.#jobId = jobId;
    this.#keyNames = keyNames;
    this.#model = new LeaseModel(keyNames, maxAttempts);
  }

  static async start(fixture: Fixture, keyNames: readonly string[]): Promise<Run> {
    const { store } = fixture();
    const jobId = await addJob(store);
    await addTasks(
      store,
      jobId,
      keyNames.map((name, index) => newTask(jobId, index, { resultKey: keyOf(name, jobId) })),
    );
    return new Run(fixture, jobId, keyNames);
  }

  async apply(next: Step): Promise<void> {
    switch (next.kind) {
      case 'claim':
        return this.#claim(next.owner, next.limit, next.except);
      case 'expire':
        await expireLeases(this.#fixture().db, this.#jobId, this.#named(next.owner));
        return this.#model.expire(next.owner);
      case 'renew':
        return this.#renew(next.owner);
      case 'release':
        expect(await this.#store.tasks.release(this.#named(next.owner), this.#jobId)).toBe(
          this.#model.release(next.owner),
        );
        return;
      case 'commit':
        return this.#commit(next.picks.flatMap((pick) => this.#fenceAt(pick)));
      case 'fail':
        return this.#fail(this.#fenceAt(next.pick));
    }
  }

  /** One last runner, whom nothing happens to, brings the job to its end. */
  async finish(): Promise<void> {
    for (const leaving of owners) await this.apply({ kind: 'release', owner: leaving });
    for (;;) {
      const before = this.#fences.length;
      await this.#claim('runner-last', 10, []);
      const claimed = this.#fences.slice(before);
      if (claimed.length === 0) break;
      await this.#commit(claimed);
    }
    await this.#compare();
  }

  async #claim(claimer: string, limit: number, excepted: readonly number[]): Promise<void> {
    const owner = this.#named(claimer);
    const except = excepted.map((index) => taskIdOf(this.#jobId, index));
    const claimed = await claim(this.#store, this.#jobId, { owner, limit, maxAttempts, except });
    expect(claimed.map(({ entryIndex, attempt }) => ({ entryIndex, attempt }))).toEqual(
      this.#model.claim(claimer, limit, excepted),
    );
    this.#fences.push(...claimed.map(({ entryIndex, attempt }) => ({ entryIndex, attempt, owner: claimer })));
  }

  async #renew(renewer: string): Promise<void> {
    const all = this.#keyNames.map((_, index) => taskIdOf(this.#jobId, index));
    const held = await this.#store.tasks.renew(this.#named(renewer), all, 60_000);
    const expected = this.#model.renew(renewer).map((index) => taskIdOf(this.#jobId, index));
    expect(new Set(held)).toEqual(new Set(expected));
  }

  async #commit(fences: readonly ModelFence[]): Promise<void> {
    const batch = [...new Set(fences)].map((fence) => ({
      fence: this.#fenceOf(fence),
      result: newResult(this.#keyAt(fence.entryIndex), { violations: [violation()] }),
    }));
    const committed = await this.#store.tasks.commit(this.#jobId, batch);
    const expected = this.#model.commit(fences).map((index) => taskIdOf(this.#jobId, index));
    expect(new Set(committed)).toEqual(new Set(expected));
  }

  async #fail(fences: readonly ModelFence[]): Promise<void> {
    for (const fence of fences) {
      const failed = await this.#store.tasks.fail(this.#fenceOf(fence), 'TIMEOUT', 'It took too long.');
      expect(failed).toBe(this.#model.fail(fence, 'TIMEOUT'));
    }
  }

  async #compare(): Promise<void> {
    const { db } = this.#fixture();
    const tasks = await this.#store.tasks.page(this.#jobId, 0, 100);
    const seen = tasks.map(({ status, cached, attempt, errorCode }) => ({ status, cached, attempt, errorCode }));
    expect(seen).toEqual(
      this.#model.tasks.map(({ status, cached, attempt, errorCode }) => ({ status, cached, attempt, errorCode })),
    );
    for (const task of tasks) expect(['SUCCESS', 'FAILURE']).toContain(task.status);
    const resultKeys = tasks.flatMap((task) => task.resultKey ?? []);
    const stored: string[] = await db('lint_violations').whereIn('result_key', resultKeys).pluck('result_key');
    // One violation was offered with every result, so that a result written twice would show here.
    expect(stored.toSorted()).toEqual([...this.#model.results].map((name) => keyOf(name, this.#jobId)).toSorted());
  }

  /** Owners are of this run alone: a runner that leaves gives back the tasks of every job. */
  #named(name: string): string {
    return `${name}/${this.#jobId}`;
  }

  #fenceOf({ entryIndex, owner: holder, attempt }: ModelFence): TaskFence {
    return { taskId: taskIdOf(this.#jobId, entryIndex), owner: this.#named(holder), attempt };
  }

  #fenceAt(pick: number): readonly ModelFence[] {
    const fence = this.#fences[pick % Math.max(1, this.#fences.length)];
    return fence ? [fence] : [];
  }

  #keyAt(entryIndex: number): string {
    return keyOf(this.#keyNames[entryIndex] ?? '', this.#jobId);
  }
}
