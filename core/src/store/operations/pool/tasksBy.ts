import type { Knex } from 'knex';
import { type Db, isMysql } from '../../dialect.ts';

/** The tasks as `t`, read by that index on MySQL. */
export function tasksBy(db: Db, index: string): Knex.Raw {
  return db.raw(`linting_tasks AS t${isMysql(db) ? ` FORCE INDEX (${index})` : ''}`);
}
