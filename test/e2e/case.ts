import type { Cluster } from './cluster.ts';
import type { Gateway } from './gateway.ts';
import type { Kubectl } from './kubectl.ts';

/** What a case may use. */
export interface World {
  readonly kubectl: Kubectl;
  readonly gateway: Gateway;
  readonly cluster: Cluster;
  /** A file; its user may do everything. */
  readonly kubeconfig: string;
  /** Differs between runs, so that no result of an earlier run is found. */
  readonly salt: string;
  /** Rows of the service's own database. */
  query<Row>(sql: string, values?: readonly (string | number)[]): Promise<readonly Row[]>;
  /** The pod of the operator that works now. */
  leader(): Promise<string>;
  /** Puts a file below the namespace's folder of the share. */
  putOnShare(path: string, content: Uint8Array): Promise<void>;
}

export interface Case {
  /** A sentence about behaviour. */
  readonly name: string;
  /** Milliseconds; the case fails when it takes longer. */
  readonly timeoutMs: number;
  run(world: World): Promise<void>;
}
