import type { Knex } from 'knex';
import type { TaskStatus } from '../../../job/states.ts';
import { type Db, nowMs } from '../../dialect.ts';
import type { PoolBacklog } from '../../types.ts';
import { maxExpansionAttempts } from './expansionBound.ts';
import { tasksBy } from './tasksBy.ts';

/** Sums are decimals in text on MySQL. */
interface BacklogRow {
  readonly namespace: string;
  readonly jobs: number | string;
  readonly waiting: number | string;
  readonly inProgress: number | string;
  readonly oldestWaitingSince: number | string | null;
}

/** What waits for the pool's runners, by namespace; namespaces without an open job are missing. */
export async function poolBacklog(db: Db): Promise<readonly PoolBacklog[]> {
  const rows: readonly BacklogRow[] = await db
    .from(openJobs(db).as('o'))
    .groupBy('o.namespace')
    .orderBy('o.namespace')
    .select({ namespace: 'o.namespace' })
    .count({ jobs: '*' })
    .sum({ waiting: 'o.waiting', inProgress: 'o.in_progress' })
    .min({ oldestWaitingSince: db.raw('CASE WHEN o.waiting > 0 AND o.begun = 0 THEN o.created_at END') });
  return rows.map((row) => ({
    namespace: row.namespace,
    jobs: Number(row.jobs),
    waiting: Number(row.waiting),
    inProgress: Number(row.inProgress),
    oldestWaitingSince: row.oldestWaitingSince === null ? null : Number(row.oldestWaitingSince),
  }));
}

/** Each open job with its numbers of files; how many a job that is not expanded has nobody knows: it counts 1. */
function openJobs(db: Db): Knex.QueryBuilder {
  return db('linting_jobs as j')
    .where('j.pool_open', 1)
    .select('j.namespace', 'j.created_at')
    .select({
      waiting: db.raw(
        `${countOf(db, 'PENDING')} + CASE WHEN j.expanded_at IS NULL AND j.source_error_reason IS NULL
         AND j.expansion_attempts < ? THEN 1 ELSE 0 END`,
        [maxExpansionAttempts],
      ),
      in_progress: db.raw(countOf(db, 'IN_PROGRESS')),
      begun: begun(db),
    });
}

/** Somebody expands the job, or holds one of its files, or did so before. */
function begun(db: Db): Knex.Raw {
  const some = (status: TaskStatus): string => `(SELECT 1 ${filesOf(db, status)} LIMIT 1) = 1`;
  const anyFile = [some('IN_PROGRESS'), some('SUCCESS'), some('FAILURE')].join(' OR ');
  return db.raw(`CASE WHEN j.expansion_expires_at > ? OR ${anyFile} THEN 1 ELSE 0 END`, [nowMs(db)]);
}

function countOf(db: Db, status: TaskStatus): string {
  return `(SELECT COUNT(*) ${filesOf(db, status)})`;
}

function filesOf(db: Db, status: TaskStatus): string {
  return `FROM ${tasksBy(db, 'linting_tasks_claim').toString()} WHERE t.job_id = j.job_id AND t.status = '${status}'`;
}
