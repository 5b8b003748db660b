import type { TaskErrorCode, TaskStatus } from '../../../core/src/job/states.ts';

/** What a task should be after the operations so far. */
interface ModelTask {
  readonly entryIndex: number;
  readonly key: string;
  status: TaskStatus;
  owner: string | null;
  expired: boolean;
  attempt: number;
  released: number;
  cached: boolean;
  errorCode: TaskErrorCode | null;
}

export interface ModelClaim {
  readonly entryIndex: number;
  readonly attempt: number;
}

export interface ModelFence extends ModelClaim {
  readonly owner: string;
}

/** The rules of claims, leases and fences in a few lines, without a database: what the store is compared with. */
export class LeaseModel {
  readonly tasks: readonly ModelTask[];
  readonly results = new Set<string>();
  readonly maxAttempts: number;

  constructor(keys: readonly string[], maxAttempts: number) {
    this.maxAttempts = maxAttempts;
    this.tasks = keys.map((key, entryIndex) => ({
      entryIndex,
      key,
      status: 'PENDING',
      owner: null,
      expired: false,
      attempt: 0,
      released: 0,
      cached: false,
      errorCode: null,
    }));
  }

  /** @param except entries */
  claim(owner: string, limit: number, except: readonly number[]): readonly ModelClaim[] {
    const isLeft = (task: ModelTask): boolean => task.expired && !except.includes(task.entryIndex);
    const expired = this.#claimable((task) => task.status === 'IN_PROGRESS' && isLeft(task)).slice(0, limit);
    const exhausted = expired.filter((task) => task.attempt - task.released >= this.maxAttempts);
    for (const task of exhausted) this.#end(task, 'FAILURE', 'RUNNER_FAILED');
    const again = expired.filter((task) => !exhausted.includes(task));
    const pending = this.#claimable((task) => task.status === 'PENDING').slice(0, limit - again.length);
    const claimed = [...again, ...pending].sort((a, b) => a.entryIndex - b.entryIndex);
    for (const task of claimed) {
      Object.assign(task, { status: 'IN_PROGRESS', owner, expired: false, attempt: task.attempt + 1 });
    }
    return claimed.map(({ entryIndex, attempt }) => ({ entryIndex, attempt }));
  }

  /** The owner's leases run out. */
  expire(owner: string): void {
    for (const task of this.#heldBy(owner)) task.expired = true;
  }

  renew(owner: string): readonly number[] {
    for (const task of this.#heldBy(owner)) task.expired = false;
    return this.#heldBy(owner).map((task) => task.entryIndex);
  }

  release(owner: string): number {
    const held = this.#heldBy(owner);
    for (const task of held) Object.assign(task, { status: 'PENDING', owner: null, released: task.released + 1 });
    return held.length;
  }

  commit(fences: readonly ModelFence[]): readonly number[] {
    const held = this.tasks.filter((task) => fences.some((fence) => this.#holds(task, fence)));
    for (const task of held) {
      this.#end(task, 'SUCCESS', null);
      this.results.add(task.key);
    }
    for (const twin of this.tasks) {
      const settled = twin.status === 'PENDING' && held.some((task) => task.key === twin.key);
      if (settled) Object.assign(twin, { status: 'SUCCESS', cached: true });
    }
    return held.map((task) => task.entryIndex);
  }

  fail(fence: ModelFence, code: TaskErrorCode): boolean {
    const task = this.tasks.find((candidate) => this.#holds(candidate, fence));
    if (task) this.#end(task, 'FAILURE', code);
    return task !== undefined;
  }

  #claimable(wanted: (task: ModelTask) => boolean): ModelTask[] {
    const isFirstOfItsKey = (task: ModelTask): boolean =>
      !this.tasks.some(
        (other) =>
          other.key === task.key &&
          other.entryIndex < task.entryIndex &&
          (other.status === 'PENDING' || other.status === 'IN_PROGRESS'),
      );
    return this.tasks.filter((task) => wanted(task) && isFirstOfItsKey(task));
  }

  #heldBy(owner: string): ModelTask[] {
    return this.tasks.filter((task) => task.status === 'IN_PROGRESS' && task.owner === owner);
  }

  #holds(task: ModelTask, fence: ModelFence): boolean {
    return (
      task.status === 'IN_PROGRESS' &&
      task.entryIndex === fence.entryIndex &&
      task.owner === fence.owner &&
      task.attempt === fence.attempt
    );
  }

  #end(task: ModelTask, status: TaskStatus, errorCode: TaskErrorCode | null): void {
    Object.assign(task, { status, errorCode, owner: null, expired: false });
  }
}
