import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, UnreachableError } from '../http/apiClient.ts';
import { type FileCounts, getJob, isFinal, type JobState } from '../http/jobApi.ts';
import { readProgress } from '../http/readProgress.ts';

/** Milliseconds that a server may be away, while somebody waits for a job that it has accepted. */
const longestAbsenceMs = 60_000;
const pauseMs = 500;

/**
 * Waits for the end of a job by its events. A server that is started again in the meantime is waited for.
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
      if (!(error instanceof UnreachableError) || Date.now() - lastSeen > longestAbsenceMs) throw error;
    }
    await sleep(pauseMs);
  }
}

/** Follows one stream of events to its end; the job itself, not its last event, says how it stands. */
async function untilNews(api: ApiClient, jobId: string, onProgress: (files: FileCounts) => void): Promise<JobState> {
  for await (const { data } of api.events(`/jobs/${jobId}/events`)) {
    const files = readProgress(data);
    if (files !== undefined) onProgress(files);
  }
  return await getJob(api, jobId);
}
