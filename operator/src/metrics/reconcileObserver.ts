import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';

/** Told by the control loop what it did. */
export interface ReconcileObserver {
  /**
   * A status was written.
   * @param before what stood there
   * @param job what stands there now
   */
  statusWritten(before: OperatorStatus, job: SqlLintJob): void;
  reconciled(result: 'success' | 'error', seconds: number): void;
}
