import type { ApiClient } from '../http/apiClient.ts';
import { type JobState, type JobTask, listTasks, listViolations } from '../http/jobApi.ts';
import type { FailedFile, FoundViolation, Outcome } from './outcome.ts';

/**
 * Reads all that was found in a finished job.
 * @param displayName the path to print for a file that the server names
 */
export async function fetchOutcome(
  api: ApiClient,
  job: JobState,
  displayName: (serverName: string) => string,
): Promise<Outcome> {
  const violations: FoundViolation[] = [];
  for await (const page of listViolations(api, job.jobId)) {
    for (const violation of page) violations.push({ ...violation, file: displayName(violation.fileName) });
  }
  return { job, violations, failedFiles: await fetchFailedFiles(api, job, displayName) };
}

/** Most jobs have none, and need not be asked for their tasks. */
async function fetchFailedFiles(
  api: ApiClient,
  job: JobState,
  displayName: (serverName: string) => string,
): Promise<FailedFile[]> {
  if (job.files.failed === 0) return [];
  const failed: FailedFile[] = [];
  for await (const task of listTasks(api, job.jobId)) {
    if (task.status === 'FAILURE') failed.push(failedFile(task, displayName(task.fileName)));
  }
  return failed;
}

function failedFile({ errorCode, errorMessage }: JobTask, file: string): FailedFile {
  return { file, code: errorCode ?? 'FAILURE', message: errorMessage ?? '' };
}
