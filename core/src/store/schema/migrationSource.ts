import type { Knex } from 'knex';
import * as jobsTasksResults from './migrations/0001_jobsTasksResults.ts';
import * as runners from './migrations/0002_runners.ts';
import * as taskResultsByJob from './migrations/0003_taskResultsByJob.ts';
import * as jobWarnings from './migrations/0004_jobWarnings.ts';
import * as pool from './migrations/0005_pool.ts';
import * as unusedResults from './migrations/0006_unusedResults.ts';

const migrations: Readonly<Record<string, Knex.Migration>> = {
  '0001_jobsTasksResults': jobsTasksResults,
  '0002_runners': runners,
  '0003_taskResultsByJob': taskResultsByJob,
  '0004_jobWarnings': jobWarnings,
  '0005_pool': pool,
  '0006_unusedResults': unusedResults,
};

/** In the order in which they are applied. Listed here instead of read from a folder, so that bundling keeps them. */
export const migrationNames: readonly string[] = Object.keys(migrations);

export const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => [...migrationNames],
  getMigrationName: (name) => name,
  getMigration: async (name) => {
    const migration = migrations[name];
    if (!migration) throw new Error(`There is no migration named ${name}.`);
    return migration;
  },
};
