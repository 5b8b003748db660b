import { jobIdOf, sourcePathOf, submissionTypeOf } from '@sqllint/core/job/identity';
import { isTerminalStatus, jobStatuses, jobStatusOf, submissionTypes, verdicts } from '@sqllint/core/job/states';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobRecord, TaskCounts, TaskRecord } from '@sqllint/core/store/types';
import { z } from 'zod';
import { taskItem, taskItemSchema } from '../tasks/taskView.ts';
import { isoTime } from './isoTime.ts';

const time = z.iso.datetime().describe('ISO 8601, UTC.');
const count = z.int().min(0);

export const jobViewSchema = z.strictObject({
  job_id: z.string(),
  job_status: z.enum(jobStatuses),
  submission_type: z.enum(submissionTypes),
  source_path: z.string().describe("Relative to the namespace's folder on the share."),
  error_message: z.string().nullable(),
  created_at: time,
  updated_at: time,
  verdict: z.enum(verdicts).nullable().describe("By the profile's gate, once the job is finished."),
  started_at: time.nullable(),
  finished_at: time.nullable(),
  user_id: z.string().nullable(),
  product_name: z.string().nullable(),
  warnings: z.array(z.string()).describe('Settings of the source that do not count, in sentences; at most 101.'),
  progress: z.strictObject({
    total: count,
    pending: count,
    in_progress: count,
    succeeded: count,
    failed: count,
    cached: count.describe('Files among the succeeded that an earlier result settled.'),
  }),
  sub_tasks: z.strictObject({ total: count, page: z.int(), size: z.int(), items: z.array(taskItemSchema) }),
});

export type JobView = z.infer<typeof jobViewSchema>;

/** What is known of a job besides its tasks. */
export type JobFacts = Omit<JobView, 'progress' | 'sub_tasks'>;

/** What the database says. */
export function factsOfRecord(record: JobRecord): JobFacts {
  return {
    job_id: record.jobId,
    job_status: record.status,
    submission_type: record.submissionType,
    source_path: record.sourcePath,
    error_message: record.errorMessage,
    created_at: isoTime(record.createdAt),
    updated_at: isoTime(record.updatedAt),
    verdict: record.verdict,
    started_at: isoTime(record.startedAt),
    finished_at: isoTime(record.finishedAt),
    user_id: record.userId,
    product_name: record.productName,
    warnings: [...record.warnings],
  };
}

/** What the resource says: all there is until the operator has written the job's row. */
export function factsOfResource(job: SqlLintJob): JobFacts {
  const { metadata, spec, status } = job;
  const failed = status?.conditions?.find(({ type }) => type === 'Failed');
  return {
    job_id: jobIdOf(job),
    job_status: jobStatusOf(status?.phase ?? 'Accepted'),
    submission_type: submissionTypeOf(job),
    source_path: sourcePathOf(job),
    error_message: failed?.status === 'True' ? failed.message : null,
    created_at: isoTime(metadata.creationTimestamp),
    updated_at: isoTime(status?.completionTime ?? status?.progress?.updatedAt ?? metadata.creationTimestamp),
    verdict: status?.verdict ?? null,
    started_at: isoTime(status?.startTime ?? null),
    finished_at: isoTime(status?.completionTime ?? null),
    user_id: spec.submitter?.userId ?? null,
    product_name: spec.submitter?.productName ?? null,
    warnings: [],
  };
}

/**
 * Row and resource are written one after the other, so one may be behind. A terminal status is final: whoever has it
 * is right. The resource does not have all warnings.
 */
export function newerFacts(record: JobFacts, resource: JobFacts): JobFacts {
  const isBehind = isTerminalStatus(resource.job_status) && !isTerminalStatus(record.job_status);
  return isBehind ? { ...resource, warnings: record.warnings } : record;
}

export interface TaskPage {
  readonly page: number;
  readonly size: number;
  readonly items: readonly TaskRecord[];
}

export function jobView(facts: JobFacts, counts: TaskCounts, { page, size, items }: TaskPage): JobView {
  const { total, pending, inProgress, succeeded, failed, cached } = counts;
  return {
    ...facts,
    progress: { total, pending, in_progress: inProgress, succeeded, failed, cached },
    sub_tasks: { total, page, size, items: items.map(taskItem) },
  };
}
