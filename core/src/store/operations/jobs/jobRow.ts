import type { JobId } from '../../../job/ids.ts';
import type { JobStatus, SourceErrorReason, SubmissionType, Verdict } from '../../../job/states.ts';
import type { EffectiveProfile } from '../../../profile/types.ts';
import type { JobRecord } from '../../types.ts';

export interface JobRow {
  readonly job_id: JobId;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly submission_type: SubmissionType;
  readonly source_path: string;
  readonly profile: string | null;
  readonly user_id: string | null;
  readonly product_name: string | null;
  readonly status: JobStatus;
  readonly verdict: Verdict | null;
  readonly error_message: string | null;
  readonly source_error_reason: SourceErrorReason | null;
  readonly source_error_message: string | null;
  readonly expanded_at: number | null;
  readonly total_files: number | null;
  /** A JSON array of texts. */
  readonly warnings: string | null;
  readonly execution: JobRecord['execution'];
  readonly priority: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
}

export function jobRecordOf(row: JobRow): JobRecord {
  return {
    jobId: row.job_id,
    namespace: row.namespace,
    name: row.name,
    uid: row.uid,
    submissionType: row.submission_type,
    sourcePath: row.source_path,
    profile: row.profile === null ? null : (JSON.parse(row.profile) as EffectiveProfile),
    userId: row.user_id,
    productName: row.product_name,
    execution: row.execution,
    priority: row.priority,
    status: row.status,
    verdict: row.verdict,
    errorMessage: row.error_message,
    sourceErrorReason: row.source_error_reason,
    sourceErrorMessage: row.source_error_message,
    expandedAt: row.expanded_at,
    totalFiles: row.total_files,
    warnings: warningsOf(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

function warningsOf({ warnings }: Pick<JobRow, 'warnings'>): readonly string[] {
  return warnings === null ? [] : (JSON.parse(warnings) as string[]);
}
