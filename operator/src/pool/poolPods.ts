import type { Watch } from '@sqllint/core/cluster/jobResources';
import type { PodTrouble } from '../cluster/workloads.ts';

/**
 * - `starting`: it has no pod yet, or one that does not run
 * - `running`: it is warm, or about to be
 * - `leaving`: someone ended it, and its pod may still be there
 * - `left`: it left in order
 * - `failed`: `failure` says why
 * - `lost`: its node does not answer, and its pod stays there
 */
export type PoolRunnerState = 'starting' | 'running' | 'leaving' | 'left' | 'failed' | 'lost';

/** One warm runner: a Kubernetes Job with one pod. */
export interface PoolRunner {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Its place among the runners of the namespace, from 0. */
  readonly slot: number;
  readonly state: PoolRunnerState;
  /** False when runners are made in another way by now: of another image, for instance. */
  readonly isCurrent: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Why it does not start. */
  readonly trouble: PodTrouble | undefined;
  readonly failure: PoolRunnerFailure | undefined;
}

export interface PoolRunnerFailure {
  /** One CamelCase word. */
  readonly reason: string;
  /** In the cluster's words. */
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The warm runners of a cluster.
 *
 * Errors of `create` and `retire`: `ClusterUnavailableError` (worth a retry).
 */
export interface PoolPods {
  /** As far as the watch has shown, also those that have ended until the cluster forgets them. */
  of(namespace: string): readonly PoolRunner[];
  /** Finds out why runners have no pods, for `of` to say. Never rejects. */
  explain(namespace: string): Promise<void>;
  /** Namespaces that have any. */
  namespaces(): readonly string[];
  /**
   * Starts a runner in that place; does nothing when there is one, so that two operators never start two.
   * @throws WorkloadRefusedError when the cluster does not want it
   */
  create(namespace: string, slot: number): Promise<void>;
  /**
   * Asks the runner to leave: it gives its files back, and is `leaving` until it is gone. One that is `lost` is forgotten at
   * once. Succeeds when it is gone.
   */
  retire(runner: PoolRunner): Promise<void>;
  /** `onChange` must only take note. */
  watch(onChange: (namespace: string) => void): Watch;
}
