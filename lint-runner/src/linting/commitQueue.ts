import type { ResultFile } from '@sqllint/core/result/resultFile';
import type { RunContext } from '../runner/context.ts';
import { type Committable, commitBatch } from './commitBatch.ts';
import type { HeldLeases } from './heldLeases.ts';

export interface FinishedFile extends Committable {
  readonly file: ResultFile;
}

/** So many finished files are committed without waiting for more. */
const enoughForOne = 16;

/**
 * Takes finished files to the share and then, several at a time, to the database, while others are analysed. First
 * the result file, then the transaction: what the database calls finished can always be read.
 */
export class CommitQueue {
  readonly #context: RunContext;
  readonly #leases: HeldLeases;
  readonly #onCommitted: () => void;
  readonly #stores = new Set<Promise<void>>();
  readonly #failure = Promise.withResolvers<never>();
  #ready: Committable[] = [];
  #timer: NodeJS.Timeout | undefined;
  #committing: Promise<void> = Promise.resolve();

  constructor(context: RunContext, leases: HeldLeases, onCommitted: () => void) {
    this.#context = context;
    this.#leases = leases;
    this.#onCommitted = onCommitted;
    this.#failure.promise.catch(() => undefined);
  }

  /** Rejects when a result could not be stored; never resolves. */
  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  /** Files that are not committed yet. */
  get backlog(): number {
    return this.#stores.size + this.#ready.length;
  }

  add(finished: FinishedFile): void {
    const storing = this.#store(finished)
      .catch((error: unknown) => this.#failure.reject(error))
      .finally(() => this.#stores.delete(storing));
    this.#stores.add(storing);
  }

  /**
   * Resolves when everything that was added is committed.
   * @throws the error of a result that could not be stored
   */
  async drain(): Promise<void> {
    await Promise.race([this.#failure.promise, this.#drain()]);
  }

  async #drain(): Promise<void> {
    while (this.backlog > 0) {
      await Promise.all(this.#stores);
      this.#commitNow();
      await this.#committing;
    }
    await this.#committing;
  }

  async #store({ fence, result, file }: FinishedFile): Promise<void> {
    const { share, patiently } = this.#context;
    const json = JSON.stringify(file);
    await patiently('storing a result', () => share.writeResult(result.resultKey, json));
    this.#ready.push({ fence, result });
    if (this.#ready.length >= enoughForOne) this.#commitNow();
    else this.#timer ??= setTimeout(() => this.#commitNow(), this.#context.settings.commitWithinMs);
  }

  /** One commit at a time; what becomes ready meanwhile goes together with the next. */
  #commitNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#committing = this.#committing
      .then(() => this.#commit())
      .catch((error: unknown) => this.#failure.reject(error));
  }

  async #commit(): Promise<void> {
    const batch = this.#ready;
    this.#ready = [];
    if (batch.length === 0) return;
    const settled = await commitBatch(this.#context, batch);
    this.#leases.forget(batch.map(({ fence }) => fence));
    if (settled < batch.length) await this.#noteDropped(batch.length - settled);
    this.#onCommitted();
  }

  /** Whoever took these files over may have taken others too: perhaps the job was cancelled. */
  async #noteDropped(dropped: number): Promise<void> {
    const { logger } = this.#context;
    logger.warn({ dropped }, 'results of files that are not held any more were dropped');
    await this.#leases.renew().catch((error: unknown) => logger.warn({ err: error }, 'leases could not be renewed'));
  }
}
