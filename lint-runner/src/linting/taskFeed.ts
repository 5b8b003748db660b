import type { ClaimedTask, TaskOperations } from '@sqllint/core/store/types';
import type { RunContext } from '../runner/context.ts';
import type { HeldLeases } from './heldLeases.ts';

type FeedContext = Pick<RunContext, 'jobId' | 'runnerId' | 'patiently' | 'signal'> & {
  readonly store: { readonly tasks: Pick<TaskOperations, 'claim'> };
  readonly engines: Pick<RunContext['engines'], 'size'>;
  readonly settings: Pick<RunContext['settings'], 'leaseMs' | 'maxAttempts' | 'filesPerEngine'>;
};

/**
 * Claimed files, one at a time. The next ones are claimed while the last are still worked on, so that no engine waits
 * for the database.
 */
export class TaskFeed {
  readonly #context: FeedContext;
  readonly #leases: HeldLeases;
  #queue: ClaimedTask[] = [];
  #claiming: Promise<void> | undefined;
  #dry = false;
  #closed = false;

  constructor(context: FeedContext, leases: HeldLeases) {
    this.#context = context;
    this.#leases = leases;
  }

  /**
   * The next file, or undefined when nothing can be claimed now or the runner must leave.
   * @throws the store's errors
   */
  async next(): Promise<ClaimedTask | undefined> {
    const { signal, engines } = this.#context;
    for (;;) {
      if (signal.aborted || this.#closed) return undefined;
      if (!this.#dry && this.#queue.length <= engines.size) this.#claimSoon();
      const task = this.#queue.shift();
      if (task !== undefined) return task;
      if (this.#claiming === undefined) return undefined;
      await this.#claiming;
    }
  }

  /**
   * No more files are handed out. Resolves when the claim under way, if any, is answered or given up: what it claims
   * is held by then, so that it can be given back. Never rejects.
   */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#claiming?.catch(() => undefined);
  }

  #claimSoon(): void {
    if (this.#claiming !== undefined) return;
    this.#claiming = this.#claim().finally(() => {
      this.#claiming = undefined;
    });
    // Whoever waits for the claim hears of its failure; if nobody does, the next call tries again.
    this.#claiming.catch(() => undefined);
  }

  async #claim(): Promise<void> {
    const { jobId, runnerId, store, settings, engines, patiently } = this.#context;
    const { leaseMs, maxAttempts } = settings;
    const limit = engines.size * settings.filesPerEngine;
    const claimed = await patiently('claiming files', async () => {
      if (this.#closed) return [];
      await this.#leases.renewIfLate();
      return store.tasks.claim({
        jobId,
        owner: runnerId,
        limit,
        leaseMs,
        maxAttempts,
        except: this.#leases.taskIds,
      });
    });
    this.#leases.add(claimed);
    this.#queue.push(...claimed);
    // Fewer than asked for means that there are no more for now; whether there are later, the next round finds out.
    this.#dry = claimed.length < limit;
  }
}
