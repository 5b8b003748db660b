import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, RefusedError, UnreachableError } from '../http/apiClient.ts';
import { type FileCounts, getJob, isFinal, type JobState } from '../http/jobApi.ts';
import { readProgress } from '../http/readProgress.ts';

/** Milliseconds that a server may be away, while somebody waits for a job that it has accepted. */
const longestAbsenceMs = 60_000;
const pauseMs = 500;

/**
 * Waits for the end of a job by its events. A server that is started again, or too busy, is waited for.
 * @throws UnreachableError when the server stays away
 */
export async function followJob(
  api: ApiClient,
  jobId: string,
  onProgress: (files: FileCounts) => void,
): Promise<JobState> {
  let lastSeen = Date.now();
  for (;;) {
    try {
      const job = await untilNews(api, jobId, onProgress);
      if (isFinal(job)) return job;
      lastSeen = Date.now();
    } catch (error) {
      if (!mayPass(error) || Date.now() - lastSeen > longestAbsenceMs) throw error;
    }
    await sleep(pauseMs);
  }
}

/** Follows one stream of events to its end; the job itself, not its last event, says how it stands. */
async function untilNews(api: ApiClient, jobId: string, onProgress: (files: FileCounts) => void): Promise<JobState> {
  for await (const { event, data } of api.events(`/jobs/${jobId}/events`)) {
    if (event === 'progress') onProgress(readProgress(data));
  }
  return await getJob(api, jobId);
}

function mayPass(error: unknown): boolean {
  if (error instanceof RefusedError) return error.status === 429 || error.status >= 500;
  return error instanceof UnreachableError;
}
