import type { Readable } from 'node:stream';
import type { ApiClient } from './apiClient.ts';
import { type Fields, fieldsOf } from './fields.ts';

/** A job as the server tells it. */
export interface JobState {
  readonly jobId: string;
  /** The HTTP word, for instance `COMPLETED`. */
  readonly status: string;
  /** Null before the end, and for a job none of whose files could be analysed. */
  readonly verdict: string | null;
  /** Why the whole job failed. */
  readonly errorMessage: string | null;
  readonly files: FileCounts;
}

export interface FileCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Those of `succeeded` that an earlier result settled. */
  readonly cached: number;
}

export interface JobViolation {
  readonly fileName: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

export interface JobTask {
  readonly fileName: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

export interface Upload {
  readonly contentType: string;
  readonly body: Buffer | Readable;
  readonly bytes: number | undefined;
  /** The fields of `POST /jobs`, in its words. */
  readonly choice: Readonly<Record<string, string | undefined>>;
}

/** What the server takes at once: pages of violations and of tasks. */
const violationsPerPage = 5000;
const tasksPerPage = 500;

const finalStatuses: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_COMPLETED', 'FAILED', 'CANCELLED']);

export function isFinal(job: JobState): boolean {
  return finalStatuses.has(job.status);
}

/**
 * Sends a submission.
 * @returns its job, as it was when the server answered
 */
export async function uploadJob(api: ApiClient, upload: Upload): Promise<JobState> {
  const { contentType, body, bytes } = upload;
  const path = `/jobs/upload${queryOf(upload.choice)}`;
  return jobState(fieldsOf(await api.json({ method: 'POST', path, contentType, body, bytes })));
}

export async function getJob(api: ApiClient, jobId: string): Promise<JobState> {
  return jobState(fieldsOf(await api.json({ method: 'GET', path: `/jobs/${jobId}?size=1` })));
}

/** All violations of a job, in order of file, line and position. */
export async function* listViolations(api: ApiClient, jobId: string): AsyncIterable<JobViolation> {
  let after: string | null = null;
  do {
    const query = queryOf({ limit: String(violationsPerPage), after: after ?? undefined });
    const page: Fields = fieldsOf(await api.json({ method: 'GET', path: `/jobs/${jobId}/violations${query}` }));
    for (const item of page.list('items')) yield violation(item);
    after = page.textOrNull('next');
  } while (after !== null);
}

/** All tasks of a job, in order of file. */
export async function* listTasks(api: ApiClient, jobId: string): AsyncIterable<JobTask> {
  for (let page = 1, seen = 0, total = 1; seen < total; page += 1) {
    const path = `/jobs/${jobId}${queryOf({ page: String(page), size: String(tasksPerPage) })}`;
    const tasks = fieldsOf(await api.json({ method: 'GET', path })).fields('sub_tasks');
    const items = tasks.list('items');
    for (const item of items) yield task(item);
    total = items.length === 0 ? 0 : tasks.number('total');
    seen += items.length;
  }
}

function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') query.set(name, value);
  }
  return query.size === 0 ? '' : `?${query}`;
}

/** A job that was only just accepted is told by its id alone. */
function jobState(fields: Fields): JobState {
  const progress = fields.fieldsOrNull('progress');
  const count = (name: string) => progress?.number(name) ?? 0;
  return {
    jobId: fields.text('job_id'),
    status: fields.textOrNull('job_status') ?? 'ACCEPTED',
    verdict: fields.textOrNull('verdict'),
    errorMessage: fields.textOrNull('error_message'),
    files: {
      total: count('total'),
      succeeded: count('succeeded'),
      failed: count('failed'),
      cached: count('cached'),
    },
  };
}

function violation(fields: Fields): JobViolation {
  return {
    fileName: fields.text('file_name'),
    line: fields.number('line_no'),
    column: fields.number('line_pos'),
    code: fields.text('code'),
    rule: fields.textOrNull('rule') ?? '',
    severity: fields.text('severity'),
    message: fields.text('description'),
  };
}

function task(fields: Fields): JobTask {
  return {
    fileName: fields.text('file_name'),
    status: fields.text('status'),
    errorCode: fields.textOrNull('error_code'),
    errorMessage: fields.textOrNull('error_message'),
  };
}
