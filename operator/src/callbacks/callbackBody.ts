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
    /** As the runners reported them last; null when none did. */
    readonly progress: Readonly<Record<'total' | 'succeeded' | 'failed' | 'cached', number>> | null;
    readonly violations: Readonly<Record<'total' | 'blocker' | 'critical' | 'major' | 'minor' | 'info', number>> | null;
  };
}

/** @param job one that has ended */
export function callbackBody(job: SqlLintJob): CallbackBody {
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
      progress: progressOf(status.progress),
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

function progressOf(progress: NonNullable<SqlLintJob['status']>['progress']): CallbackBody['data']['progress'] {
  if (progress === undefined) return null;
  const { total, succeeded, failed, cached } = progress;
  return { total, succeeded, failed, cached };
}
