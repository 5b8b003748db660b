import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import type { JobId } from '@sqllint/core/job/ids';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobProgress, Store } from '@sqllint/core/store/types';
import { conclude } from '../decide/conclude.ts';
import { recordedStatus } from '../decide/finishedStatus.ts';
import type { Ending, Observed } from '../decide/types.ts';

/** The status that shows the end of a job. */
export interface Finished {
  readonly status: OperatorStatus;
  /** False when the end was stored before, perhaps by another operator that has shown it already. */
  readonly isOurs: boolean;
}

/**
 * Stores the end of a job and returns the status that shows it. When the end is stored already, that one is shown: a
 * terminal state never changes.
 * @throws UnfinishedTasksError when files were listed since it was decided to end the job; deciding again ends them too
 */
export async function finish(
  job: SqlLintJob,
  ending: Ending,
  store: Store,
  now: number,
  observed: Pick<Observed, 'progress'>,
): Promise<Finished> {
  const jobId = jobIdOf(job);
  const [progress, violations, accepted] = await Promise.all([
    progressAtEnd(jobId, ending, store, observed),
    store.jobs.severityCounts(jobId),
    store.jobs.get(jobId),
  ]);
  if (ending.kind !== 'Recorded' && progress !== undefined) {
    const { gate } = accepted?.profile ?? defaultProfile;
    const final = { tasks: progress.tasks, violations, gate, warnings: accepted?.warnings ?? [] };
    const conclusion = conclude(job, ending, final, now);
    if (await store.jobs.finish(jobId, conclusion.outcome)) return { status: conclusion.status, isOurs: true };
  }
  const record = await store.jobs.get(jobId);
  if (record === undefined) throw new Error(`The row of ${jobId} vanished while its end was being stored.`);
  return { status: recordedStatus(job, record, violations), isOurs: false };
}

/** Where every file had its result already, nothing has changed since it was looked at. */
async function progressAtEnd(
  jobId: JobId,
  ending: Ending,
  store: Store,
  { progress }: Pick<Observed, 'progress'>,
): Promise<JobProgress | undefined> {
  const isKnown = ending.kind === 'TasksDone' && progress !== 'unavailable';
  return isKnown ? progress : await store.jobs.progress(jobId);
}
