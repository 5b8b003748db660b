import type { Knex } from 'knex';
import { type Db, nowMs } from '../../dialect.ts';
import type { PoolJob, PoolOperations } from '../../types.ts';
import { maxExpansionAttempts } from './expansionBound.ts';

type NextOptions = Parameters<PoolOperations['next']>[0];

/**
 * The open job of the namespace that has work for one more runner: the highest priority first, then the oldest. It reads
 * the index in that order and takes no locks; that several runners find the same job is settled by expansion and claims.
 */
export async function nextJob(db: Db, { namespace, except }: NextOptions): Promise<PoolJob | undefined> {
  return await db('linting_jobs as j')
    .where({ 'j.pool_open': 1, 'j.namespace': namespace })
    .whereNotIn('j.job_id', except)
    .where((work) => {
      work
        .where((expansion) => isFree(db, expansion))
        .orWhereExists(tasks(db).where('t.status', 'PENDING'))
        .orWhereExists(tasks(db).where('t.status', 'IN_PROGRESS').where('t.lease_expires_at', '<=', nowMs(db)));
    })
    .orderBy([{ column: 'j.priority', order: 'desc' }, { column: 'j.created_at' }, { column: 'j.job_id' }])
    .first({ namespace: 'j.namespace', name: 'j.name', jobId: 'j.job_id', uid: 'j.uid' });
}

/** Nobody expands the job, and it may be begun once more. */
function isFree(db: Db, expansion: Knex.QueryBuilder): void {
  expansion
    .where({ 'j.expanded_at': null, 'j.source_error_reason': null })
    .where('j.expansion_attempts', '<', maxExpansionAttempts)
    .where((lease) => {
      lease.whereNull('j.expansion_owner').orWhere('j.expansion_expires_at', '<=', nowMs(db));
    });
}

function tasks(db: Db): Knex.QueryBuilder {
  return db('linting_tasks as t').whereRaw('t.job_id = j.job_id').select(db.raw('1'));
}
