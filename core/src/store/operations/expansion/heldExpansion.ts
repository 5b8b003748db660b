import type { Knex } from 'knex';
import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';
import { unfinishedJobStatuses } from '../jobs/unfinished.ts';

/** The job's row as long as the owner has the lease on its expansion, which is not over. */
export function heldExpansion(db: Db, jobId: JobId, owner: string): Knex.QueryBuilder {
  return db('linting_jobs')
    .where({ job_id: jobId, expansion_owner: owner, expanded_at: null, source_error_reason: null })
    .whereIn('status', unfinishedJobStatuses);
}
