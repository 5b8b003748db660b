import type { JobResources } from '@sqllint/core/cluster/jobResources';
import type { EventRecorder } from './events.ts';
import type { RunnerPool } from './runnerPool.ts';
import type { RunnerWorkloads } from './workloads.ts';

/** The port through which the controller sees the world. Adapters: `kubernetes` and `embedded`. */
export interface JobCluster {
  readonly jobs: JobResources;
  readonly workloads: RunnerWorkloads;
  readonly events: EventRecorder;
  /** The warm runners; undefined where jobs of `execution: Pool` are run like all others. */
  readonly pool?: RunnerPool;
}
