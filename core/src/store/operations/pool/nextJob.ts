import type { Knex } from 'knex';
import { type Db, nowMs } from '../../dialect.ts';
import type { PoolJob, PoolOperations } from '../../types.ts';
import { maxExpansionAttempts } from './expansionBound.ts';
import { tasksBy } from './tasksBy.ts';

type NextOptions = Parameters<PoolOperations['next']>[0];

/**
 * The open job of the namespace that has work for one more runner: the highest priority first, then the oldest. It reads
 * the index in that order and takes no locks; that several runners find the same job is settled by expansion and claims.
 */
export async function nextJob(db: Db, { namespace, except }: NextOptions): Promise<PoolJob | undefined> {
  const one = db.raw('1');
  const expired = oneTask(db, 'linting_tasks_expiry')
    .where('t.status', 'IN_PROGRESS')
    .where('t.lease_expires_at', '<=', nowMs(db));
  return await db('linting_jobs as j')
    .where({ 'j.pool_open': 1, 'j.namespace': namespace })
    .whereNotIn('j.job_id', except)
    .where((work) => {
      work
        .where((expansion) => isFree(db, expansion))
        .orWhere(one, '=', oneTask(db, 'linting_tasks_claim').where('t.status', 'PENDING'))
        .orWhere(one, '=', expired);
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

/**
 * 1 when the job has such a task. A subquery with a LIMIT is evaluated job by job; as EXISTS, MariaDB would first read the
 * tasks of all jobs that there ever were. The index is named because with many small jobs in the table MySQL would take the
 * primary key, and read all tasks of a big one.
 */
function oneTask(db: Db, index: string): Knex.QueryBuilder {
  return db(tasksBy(db, index)).whereRaw('t.job_id = j.job_id').select(db.raw('1')).limit(1);
}
