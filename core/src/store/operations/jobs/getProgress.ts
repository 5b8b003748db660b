import type { JobId } from '../../../job/ids.ts';
import type { TaskStatus } from '../../../job/states.ts';
import { type Db, nowMs } from '../../dialect.ts';
import type { JobProgress } from '../../types.ts';
import type { JobRow } from './jobRow.ts';

/** One row per status and cachedness, or a single one with nulls when there is no task yet. */
interface ProgressRow extends Pick<JobRow, 'status' | 'expanded_at' | 'source_error_reason' | 'source_error_message'> {
  readonly has_profile: number;
  readonly pool_open: number;
  readonly expansion_attempts: number;
  /** Null for no lease; else 1 while it has not run out. */
  readonly expanding: number | null;
  readonly task_status: TaskStatus | null;
  readonly cached: number | null;
  readonly tasks: number | null;
}

/** What the operator needs to know of a job, in one query. */
export async function getProgress(db: Db, jobId: JobId): Promise<JobProgress | undefined> {
  const counts = db('linting_tasks')
    .where({ job_id: jobId })
    .groupBy('job_id', 'status', 'cached')
    .select('job_id', 'cached', { task_status: 'status' })
    .count({ tasks: '*' })
    .as('c');
  const rows: ProgressRow[] = await db('linting_jobs as j')
    .leftJoin(counts, 'c.job_id', 'j.job_id')
    .where('j.job_id', jobId)
    .select('j.status', 'j.expanded_at', 'j.source_error_reason', 'j.source_error_message')
    .select({ has_profile: db.raw('j.profile IS NOT NULL') })
    .select('j.pool_open', 'j.expansion_attempts', { expanding: db.raw('j.expansion_expires_at > ?', [nowMs(db)]) })
    .select('c.task_status', 'c.cached', 'c.tasks');
  return progressOf(rows);
}

function progressOf(rows: readonly ProgressRow[]): JobProgress | undefined {
  const [job] = rows;
  if (!job) return undefined;
  const count = (wanted: (row: ProgressRow) => boolean): number =>
    rows.filter(wanted).reduce((sum, row) => sum + Number(row.tasks ?? 0), 0);
  return {
    status: job.status,
    hasProfile: Boolean(job.has_profile),
    expanded: job.expanded_at !== null,
    sourceErrorReason: job.source_error_reason,
    sourceErrorMessage: job.source_error_message,
    offered: Boolean(job.pool_open),
    expansionAttempts: job.expansion_attempts,
    expanding: Boolean(job.expanding),
    tasks: {
      total: count(() => true),
      pending: count((row) => row.task_status === 'PENDING'),
      inProgress: count((row) => row.task_status === 'IN_PROGRESS'),
      succeeded: count((row) => row.task_status === 'SUCCESS'),
      failed: count((row) => row.task_status === 'FAILURE'),
      cached: count((row) => row.task_status === 'SUCCESS' && Boolean(row.cached)),
    },
  };
}
