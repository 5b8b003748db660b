import type { TaskId } from '@sqllint/core/job/ids';
import type { ClaimedTask } from '@sqllint/core/store/types';
import type { RunContext } from '../runner/context.ts';

type LeaseContext = Pick<RunContext, 'runnerId' | 'store' | 'settings' | 'logger'>;

/**
 * The files that this runner holds, from the claim until they are finished. Their leases are renewed three times in
 * their life; a file whose lease was lost is dropped, because another runner may have it.
 */
export class HeldLeases {
  readonly #context: LeaseContext;
  readonly #held = new Map<TaskId, AbortController>();
  readonly #timer: NodeJS.Timeout;

  constructor(context: LeaseContext) {
    this.#context = context;
    this.#timer = setInterval(() => this.#renewSoon(), context.settings.leaseMs / 3);
  }

  add(tasks: readonly ClaimedTask[]): void {
    for (const task of tasks) this.#held.set(task.taskId, new AbortController());
  }

  /** Aborted when the lease is lost; undefined when it was lost already. */
  signalOf(taskId: TaskId): AbortSignal | undefined {
    return this.#held.get(taskId)?.signal;
  }

  /** The file is finished, one way or another. */
  forget(taskIds: readonly TaskId[]): void {
    for (const taskId of taskIds) this.#held.delete(taskId);
  }

  get taskIds(): readonly TaskId[] {
    return [...this.#held.keys()];
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * Renews all leases now.
   * @throws the store's errors; nothing is dropped then, because nobody knows who holds the files
   */
  async renew(): Promise<void> {
    const asked = this.taskIds;
    if (asked.length === 0) return;
    const { store, runnerId, settings, logger } = this.#context;
    const stillHeld = new Set(await store.tasks.renew(runnerId, asked, settings.leaseMs));
    for (const taskId of asked.filter((each) => !stillHeld.has(each))) {
      // A file that was finished while the question was under way is no longer held either.
      const lost = this.#held.get(taskId);
      if (lost === undefined) continue;
      logger.warn({ task_id: taskId }, 'the lease on a file was lost; it is left to whoever has it');
      this.#held.delete(taskId);
      lost.abort(new LeaseLostError(taskId));
    }
  }

  #renewSoon(): void {
    this.renew().catch((error: unknown) => {
      this.#context.logger.warn({ err: error }, 'leases could not be renewed');
    });
  }
}

/** Another runner may have the file. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor(taskId: TaskId) {
    super(`The lease on ${taskId} was lost.`);
  }
}
