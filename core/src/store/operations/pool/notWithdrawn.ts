import type { Knex } from 'knex';

/** Narrows jobs to those that runners may begin something for: those of the pool only as long as they are open for it. */
export function notWithdrawn(jobs: Knex.QueryBuilder): void {
  jobs.where((lane) => {
    lane.whereNot('execution', 'Pool').orWhere('pool_open', 1);
  });
}
