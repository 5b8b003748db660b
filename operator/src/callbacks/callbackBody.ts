import { jobIdOf } from '@sqllint/core/job/identity';
import { jobStatusOf } from '@sqllint/core/job/states';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';

/** What a receiver gets, in the names of `GET /jobs/{job_id}`. Fields may be added; other changes get another version. */
export interface CallbackBody {
  readonly type: 'job.finished';
  readonly version: 1;
  /** ISO 8601, UTC: when the job ended. */
  readonly timestamp: string;
  readonly data: {
    readonly job_id: string;
    readonly namespace: string;
    readonly name: string;
    readonly job_status: string;
    readonly verdict: string | null;
    /** How the job ended, in a sentence. */
    readonly message: string | null;
    readonly created_at: string;
    readonly started_at: string | null;
    readonly finished_at: string;
    readonly user_id: string | null;
    readonly product_name: string | null;
    /** Files. As the database has them, else as the runners reported them last; null when neither is known. */
    readonly progress: FileCounts | null;
    readonly violations: Readonly<Record<'total' | 'blocker' | 'critical' | 'major' | 'minor' | 'info', number>> | null;
  };
}

export type FileCounts = Readonly<Record<'total' | 'succeeded' | 'failed' | 'cached', number>>;

/**
 * @param job one that has ended
 * @param counts its files, where the database has told them
 */
export function callbackBody(job: SqlLintJob, counts?: FileCounts): CallbackBody {
  const { metadata, spec, status = {} } = job;
  const finishedAt = status.completionTime ?? metadata.creationTimestamp;
  return {
    type: 'job.finished',
    version: 1,
    timestamp: finishedAt,
    data: {
      job_id: jobIdOf(job),
      namespace: metadata.namespace,
      name: metadata.name,
      job_status: jobStatusOf(status.phase ?? 'Failed'),
      verdict: status.verdict ?? null,
      message: endMessage(job),
      created_at: metadata.creationTimestamp,
      started_at: status.startTime ?? null,
      finished_at: finishedAt,
      user_id: spec.submitter?.userId ?? null,
      product_name: spec.submitter?.productName ?? null,
      progress: filesOf(counts ?? status.progress),
      violations: status.violations ?? null,
    },
  };
}

function endMessage({ status }: SqlLintJob): string | null {
  const end = status?.conditions?.find(
    (condition) => (condition.type === 'Complete' || condition.type === 'Failed') && condition.status === 'True',
  );
  return end?.message ?? null;
}

function filesOf(counts: FileCounts | undefined): FileCounts | null {
  if (counts === undefined) return null;
  const { total, succeeded, failed, cached } = counts;
  return { total, succeeded, failed, cached };
}
