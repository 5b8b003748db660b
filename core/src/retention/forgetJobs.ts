import { jobIdOf } from '../job/identity.ts';
import type { SqlLintJob } from '../resource/sqlLintJob.ts';
import type { PassContext, RetentionCounts } from './types.ts';

const page = 200;

/** Removes the rows of jobs that ended long ago; those whose resource is still there wait until it is gone. */
export async function forgetJobs(
  { store, namespace, signal }: PassContext,
  resources: readonly SqlLintJob[],
  endedBefore: number,
): Promise<Pick<RetentionCounts, 'jobs' | 'tasks'>> {
  const kept = new Set(resources.map(jobIdOf));
  const counts = { jobs: 0, tasks: 0 };
  for (let after = ''; ; ) {
    const jobs = await store.retention.endedJobs({ namespace, endedBefore, after, limit: page });
    for (const jobId of jobs.filter((jobId) => !kept.has(jobId))) {
      signal.throwIfAborted();
      const tasks = await store.retention.removeJob(jobId);
      if (tasks === undefined) continue;
      counts.jobs += 1;
      counts.tasks += tasks;
    }
    const last = jobs.at(-1);
    if (last === undefined || jobs.length < page) return counts;
    after = last;
  }
}
