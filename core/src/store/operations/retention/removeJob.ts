import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';
import { endedStatuses } from './endedJobs.ts';

/** Rows of one transaction. */
const batch = 1000;

/**
 * The tasks go first, some at a time: with the job they would go in one transaction, which for a job of a million files
 * holds up everybody else.
 */
export async function removeJob(db: Db, jobId: JobId): Promise<number | undefined> {
  if ((await endedJob(db, jobId).first('job_id')) === undefined) return undefined;
  let removed = 0;
  for (let entries = await firstEntries(db, jobId); entries.length > 0; entries = await firstEntries(db, jobId)) {
    removed += await db('linting_tasks').where({ job_id: jobId }).whereIn('entry_index', entries).delete();
  }
  await endedJob(db, jobId).delete();
  return removed;
}

/** An ended job does not begin again, and gets no tasks any more. */
function endedJob(db: Db, jobId: JobId) {
  return db('linting_jobs').where({ job_id: jobId }).whereIn('status', endedStatuses);
}

async function firstEntries(db: Db, jobId: JobId): Promise<readonly number[]> {
  return await db('linting_tasks').where({ job_id: jobId }).orderBy('entry_index').limit(batch).pluck('entry_index');
}
