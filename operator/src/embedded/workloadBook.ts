import type { EmbeddedWorkload } from './embeddedWorkload.ts';

/** Milliseconds that ended workloads are remembered, in case nobody deletes them. */
const memoryMs = 600_000;

/** The workloads by the uid of their job. Those that ended are kept apart: there are many, and nobody waits for them. */
export class WorkloadBook {
  readonly #unfinished = new Map<string, EmbeddedWorkload>();
  /** In the order in which they ended. */
  readonly #ended = new Map<string, EmbeddedWorkload>();

  get(uid: string): EmbeddedWorkload | undefined {
    return this.#unfinished.get(uid) ?? this.#ended.get(uid);
  }

  add(workload: EmbeddedWorkload): void {
    this.#unfinished.set(workload.uid, workload);
  }

  remove(uid: string): void {
    this.#unfinished.delete(uid);
    this.#ended.delete(uid);
  }

  /** To be called when a workload has got its `endedAt`. Forgets those that ended long before. */
  ended(workload: EmbeddedWorkload, now: number): void {
    // Another attempt may have taken its place.
    if (this.#unfinished.get(workload.uid) === workload) {
      this.#unfinished.delete(workload.uid);
      this.#ended.set(workload.uid, workload);
    }
    for (const { uid, endedAt = now } of this.#ended.values()) {
      if (now - endedAt <= memoryMs) break;
      this.#ended.delete(uid);
    }
  }

  unfinished(): readonly EmbeddedWorkload[] {
    return [...this.#unfinished.values()];
  }

  all(): readonly EmbeddedWorkload[] {
    return [...this.#unfinished.values(), ...this.#ended.values()];
  }
}
