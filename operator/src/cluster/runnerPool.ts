import type { PodTrouble } from './workloads.ts';

/** The warm runners of one namespace. */
export interface PoolView {
  /** Runners that run. */
  readonly active: number;
  /** Why others do not start. */
  readonly troubles: readonly PodTrouble[];
}

export interface RunnerPool {
  view(namespace: string): PoolView;
  /** A job was opened for the pool of that namespace; must only take note. */
  poke(namespace: string): void;
}
