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
  /** Settings of the source that do not count, in sentences. */
  readonly warnings: readonly string[];
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

/** What the server takes at once: pages of violations and of tasks. */
const violationsPerPage = 5000;
const tasksPerPage = 500;

const finalStatuses: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_COMPLETED', 'FAILED', 'CANCELLED']);

export function isFinal(job: JobState): boolean {
  return finalStatuses.has(job.status);
}

export async function getJob(api: ApiClient, jobId: string): Promise<JobState> {
  return readJob(await api.json({ method: 'GET', path: `/jobs/${jobId}`, query: { size: '1' } }));
}

/** All violations of a job, in order of file, line and position, in pages: there may be many. */
export async function* listViolations(api: ApiClient, jobId: string): AsyncIterable<readonly JobViolation[]> {
  const path = `/jobs/${jobId}/violations`;
  let after: string | undefined;
  do {
    const query = { limit: String(violationsPerPage), after };
    const page: Fields = fieldsOf(await api.json({ method: 'GET', path, query }));
    yield page.list('items').map(violation);
    after = page.textOrNull('next') ?? undefined;
  } while (after !== undefined);
}

/** All tasks of a job, in order of file. */
export async function* listTasks(api: ApiClient, jobId: string): AsyncIterable<JobTask> {
  for (let page = 1, seen = 0, total = 1; seen < total; page += 1) {
    const query = { page: String(page), size: String(tasksPerPage) };
    const tasks = fieldsOf(await api.json({ method: 'GET', path: `/jobs/${jobId}`, query })).fields('sub_tasks');
    const items = tasks.list('items');
    for (const item of items) yield task(item);
    total = items.length === 0 ? 0 : tasks.number('total');
    seen += items.length;
  }
}

/** Reads an answer about a job. One that was only just accepted is told by its id alone. */
export function readJob(answer: unknown): JobState {
  const fields = fieldsOf(answer);
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
    warnings: fields.textsOrNone('warnings'),
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
