import type { TaskId } from '@sqllint/core/job/ids';
import type { ClaimedTask, TaskOperations } from '@sqllint/core/store/types';
import type { RunContext } from '../runner/context.ts';

type LeaseContext = Pick<RunContext, 'runnerId' | 'logger'> & {
  readonly store: { readonly tasks: Pick<TaskOperations, 'renew'> };
  readonly settings: Pick<RunContext['settings'], 'leaseMs'>;
};

/** One claim of a file: the same file claimed again is another one. */
type Claim = Pick<ClaimedTask, 'taskId' | 'attempt'>;

interface Hold {
  readonly attempt: number;
  readonly lost: AbortController;
}

/**
 * The files that this runner holds, from the claim until they are finished. Their leases are renewed three times in
 * their life; a file whose lease was lost is dropped, because another runner may have it.
 */
export class HeldLeases {
  readonly #context: LeaseContext;
  readonly #clock: () => number;
  readonly #held = new Map<TaskId, Hold>();
  readonly #timer: NodeJS.Timeout;
  /** When the last renewal that succeeded was begun. */
  #renewedAt: number;

  /** @param clock milliseconds that never go back */
  constructor(context: LeaseContext, clock: () => number = () => performance.now()) {
    this.#context = context;
    this.#clock = clock;
    this.#renewedAt = clock();
    this.#timer = setInterval(() => this.#renewSoon(), context.settings.leaseMs / 3);
  }

  /** A file that is held already was lost in between: its earlier attempt is dropped, since nothing of it is taken. */
  add(tasks: readonly ClaimedTask[]): void {
    for (const { taskId, attempt } of tasks) {
      this.#held.get(taskId)?.lost.abort(new LeaseLostError(taskId));
      this.#held.set(taskId, { attempt, lost: new AbortController() });
    }
  }

  /** Aborted when the lease is lost; undefined when it was lost already. */
  signalOf({ taskId, attempt }: Claim): AbortSignal | undefined {
    const hold = this.#held.get(taskId);
    return hold?.attempt === attempt ? hold.lost.signal : undefined;
  }

  /** These attempts are finished, one way or another; a later one of the same file stays. */
  forget(finished: readonly Claim[]): void {
    for (const { taskId, attempt } of finished) {
      if (this.#held.get(taskId)?.attempt === attempt) this.#held.delete(taskId);
    }
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
    const begun = this.#clock();
    const asked = [...this.#held];
    if (asked.length > 0) {
      const { store, runnerId, settings } = this.#context;
      const ids = asked.map(([taskId]) => taskId);
      const stillHeld = new Set(await store.tasks.renew(runnerId, ids, settings.leaseMs));
      this.#drop(asked.filter(([taskId]) => !stillHeld.has(taskId)));
    }
    this.#renewedAt = begun;
  }

  /**
   * Renews when a renewal is overdue, as after an outage, so that the leases are alive again before others claim.
   * @throws the store's errors
   */
  async renewIfLate(): Promise<void> {
    if (this.#clock() - this.#renewedAt > this.#context.settings.leaseMs / 2) await this.renew();
  }

  #drop(lost: readonly (readonly [TaskId, Hold])[]): void {
    for (const [taskId, hold] of lost) {
      // While the question was under way, the file may have been finished, or claimed anew.
      if (this.#held.get(taskId) !== hold) continue;
      this.#context.logger.warn({ task_id: taskId }, 'the lease on a file was lost; it is left to whoever has it');
      this.#held.delete(taskId);
      hold.lost.abort(new LeaseLostError(taskId));
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
