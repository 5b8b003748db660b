import type { JobId } from '../../../job/ids.ts';
import { isTerminalStatus } from '../../../job/states.ts';
import { type Db, inMs, nowMs } from '../../dialect.ts';
import { UnknownJobError } from '../../errors.ts';
import type { JobRow } from '../jobs/jobRow.ts';
import { unfinishedJobStatuses } from '../jobs/unfinished.ts';
import { notWithdrawn } from '../pool/notWithdrawn.ts';

/**
 * Takes the lease on a job's expansion, also from its owner again and from an owner whose lease ran out; counts the
 * attempt unless the owner has the lease.
 * @param leaseMs milliseconds
 * @returns `done` when the job is expanded, its source was found bad, or it is over; `held` when another runner has it, or
 * the job was withdrawn from the pool
 * @throws UnknownJobError
 */
export async function acquireExpansion(
  db: Db,
  jobId: JobId,
  owner: string,
  leaseMs: number,
): Promise<'acquired' | 'held' | 'done'> {
  const taken = await db('linting_jobs')
    .where({ job_id: jobId, expanded_at: null, source_error_reason: null })
    .whereIn('status', unfinishedJobStatuses)
    .where(notWithdrawn)
    .where((free) =>
      free
        .whereNull('expansion_owner')
        .orWhere('expansion_owner', owner)
        .orWhere('expansion_expires_at', '<=', nowMs(db)),
    )
    .update({
      // MySQL assigns in this order, and the count needs to see who had the lease before.
      expansion_attempts: db.raw(
        'expansion_attempts + CASE WHEN expansion_owner = ? AND expansion_expires_at > ? THEN 0 ELSE 1 END',
        [owner, nowMs(db)],
      ),
      expansion_owner: owner,
      expansion_expires_at: inMs(db, leaseMs),
      updated_at: nowMs(db),
    });
  if (taken === 1) return 'acquired';
  const job: Pick<JobRow, 'status' | 'expanded_at' | 'source_error_reason'> | undefined = await db('linting_jobs')
    .where({ job_id: jobId })
    .first('status', 'expanded_at', 'source_error_reason');
  if (!job) throw new UnknownJobError(`The database has no job ${jobId}.`);
  const over = job.expanded_at !== null || job.source_error_reason !== null || isTerminalStatus(job.status);
  return over ? 'done' : 'held';
}
