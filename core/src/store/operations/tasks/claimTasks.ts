import type { Knex } from 'knex';
import type { JobId } from '../../../job/ids.ts';
import { type Db, inMs, isMysql, lockRows, nowMs } from '../../dialect.ts';
import type { ClaimedTask, TaskOperations } from '../../types.ts';
import { notWithdrawn } from '../pool/notWithdrawn.ts';
import type { TaskRow } from './taskRow.ts';
import { unleased } from './unleased.ts';

export type ClaimOptions = Parameters<TaskOperations['claim']>[0];

type Candidate = Pick<TaskRow, 'task_id' | 'entry_index' | 'file_name' | 'file_size' | 'attempt'> & {
  readonly result_key: string;
  readonly released: number;
};

/**
 * Claims up to `limit` tasks that are PENDING, or IN_PROGRESS with a lease that ran out, in order of entry. A task that
 * ran out of attempts becomes a FAILURE with RUNNER_FAILED instead. Expired tasks named by `except` are left alone: a
 * claim would end the attempt that the owner still works on, and count it as lost.
 *
 * Of a job's unfinished tasks with equal result key only the first may be claimed: the others become SUCCESS with it,
 * or move up when it fails. This needs no knowledge of what others claim at the same moment.
 *
 * Nothing is claimed of a job that was withdrawn from the pool; a claim at the same moment may still get its files.
 */
export async function claimTasks(db: Db, options: ClaimOptions): Promise<readonly ClaimedTask[]> {
  if (options.limit <= 0 || !(await isClaimable(db, options.jobId))) return [];
  return db.transaction(async (trx) => {
    const expired = await lockCandidates(trx, options, options.limit, (query) =>
      query
        .where('t.status', 'IN_PROGRESS')
        .where('t.lease_expires_at', '<=', nowMs(trx))
        .whereNotIn('t.task_id', options.except ?? []),
    );
    await failExhausted(
      trx,
      expired.filter((task) => isExhausted(task, options)),
    );
    const again = expired.filter((task) => !isExhausted(task, options));
    const pending = await lockCandidates(trx, options, options.limit - again.length, (query) =>
      query.where('t.status', 'PENDING'),
    );
    const claimed = [...again, ...pending].sort((a, b) => a.entry_index - b.entry_index);
    await lease(trx, claimed, options);
    return claimed.map(claimedTaskOf);
  });
}

/** A question of its own, by the primary key: asked with the candidates, their lock could hold the job's row too. */
async function isClaimable(db: Db, jobId: JobId): Promise<boolean> {
  return (await db('linting_jobs').where({ job_id: jobId }).where(notWithdrawn).first('job_id')) !== undefined;
}

async function lockCandidates(
  trx: Db,
  options: ClaimOptions,
  limit: number,
  narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
): Promise<readonly Candidate[]> {
  if (limit <= 0) return [];
  const candidates = trx('linting_tasks as t')
    .where('t.job_id', options.jobId)
    .where('t.entry_index', firstUnfinishedOfItsKey(trx))
    .orderBy('t.entry_index')
    .limit(limit)
    .select('t.task_id', 't.entry_index', 't.file_name', 't.file_size', 't.result_key', 't.attempt', 't.released');
  return lockRows(narrow(candidates), 'skip', trx);
}

/**
 * A subquery with a LIMIT is evaluated row by row; as NOT EXISTS it could become a join that locks every candidate. The
 * index is named because MySQL would choose the one by status, and read all of a job's tasks for each of them.
 */
function firstUnfinishedOfItsKey(trx: Db): Knex.QueryBuilder {
  const table = `linting_tasks AS e ${isMysql(trx) ? 'FORCE INDEX (linting_tasks_result)' : ''}`;
  return trx(trx.raw(table))
    .whereRaw('e.job_id = t.job_id')
    .whereRaw('e.result_key = t.result_key')
    .whereIn('e.status', ['PENDING', 'IN_PROGRESS'])
    .orderBy('e.entry_index')
    .limit(1)
    .select('e.entry_index');
}

/** Attempts that a leaving runner gave back do not count. */
function isExhausted(task: Candidate, options: ClaimOptions): boolean {
  return task.attempt - task.released >= options.maxAttempts;
}

async function failExhausted(trx: Db, tasks: readonly Candidate[]): Promise<void> {
  if (tasks.length === 0) return;
  await trx('linting_tasks')
    .whereIn('task_id', idsOf(tasks))
    .update({
      ...unleased,
      status: 'FAILURE',
      error_code: 'RUNNER_FAILED',
      error_message: 'Every runner that worked on this file was lost.',
      updated_at: nowMs(trx),
    });
}

async function lease(trx: Db, tasks: readonly Candidate[], options: ClaimOptions): Promise<void> {
  if (tasks.length === 0) return;
  await trx('linting_tasks')
    .whereIn('task_id', idsOf(tasks))
    .update({
      status: 'IN_PROGRESS',
      lease_owner: options.owner,
      lease_expires_at: inMs(trx, options.leaseMs),
      attempt: trx.raw('attempt + 1'),
      updated_at: nowMs(trx),
    });
}

function idsOf(tasks: readonly Candidate[]): readonly string[] {
  return tasks.map((task) => task.task_id);
}

function claimedTaskOf(task: Candidate): ClaimedTask {
  return {
    taskId: task.task_id,
    entryIndex: task.entry_index,
    fileName: task.file_name,
    fileSize: task.file_size,
    resultKey: task.result_key,
    attempt: task.attempt + 1,
  };
}
