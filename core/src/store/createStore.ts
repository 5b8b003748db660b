import { type AttemptOptions, attempt } from './attempt.ts';
import type { Db } from './dialect.ts';
import { acquireExpansion } from './operations/expansion/acquireExpansion.ts';
import { addTasks } from './operations/expansion/addTasks.ts';
import { failExpansion } from './operations/expansion/failExpansion.ts';
import { releaseExpansion } from './operations/expansion/releaseExpansion.ts';
import { renewExpansion } from './operations/expansion/renewExpansion.ts';
import { countSeverities } from './operations/jobs/countSeverities.ts';
import { finishJob } from './operations/jobs/finishJob.ts';
import { getJob } from './operations/jobs/getJob.ts';
import { getProgress } from './operations/jobs/getProgress.ts';
import { insertJob } from './operations/jobs/insertJob.ts';
import { listJobs } from './operations/jobs/listJobs.ts';
import { markProcessing } from './operations/jobs/markProcessing.ts';
import { nextJob } from './operations/pool/nextJob.ts';
import { offerJob } from './operations/pool/offerJob.ts';
import { poolBacklog } from './operations/pool/poolBacklog.ts';
import { withdrawJob } from './operations/pool/withdrawJob.ts';
import { getResult } from './operations/results/getResult.ts';
import { getStatistics } from './operations/results/getStatistics.ts';
import { pageViolations } from './operations/results/pageViolations.ts';
import { endedJobs } from './operations/retention/endedJobs.ts';
import { jobSources } from './operations/retention/jobSources.ts';
import { markUnused } from './operations/retention/markUnused.ts';
import { readClock } from './operations/retention/readClock.ts';
import { removeJob } from './operations/retention/removeJob.ts';
import { removeResult } from './operations/retention/removeResult.ts';
import { resultUses } from './operations/retention/resultUses.ts';
import { usedResults } from './operations/retention/usedResults.ts';
import { beatRunner } from './operations/runners/beatRunner.ts';
import { onlineRunners } from './operations/runners/onlineRunners.ts';
import { removeRunner } from './operations/runners/removeRunner.ts';
import { claimTasks } from './operations/tasks/claimTasks.ts';
import { commitResults } from './operations/tasks/commitResults.ts';
import { countTasks } from './operations/tasks/countTasks.ts';
import { failTask } from './operations/tasks/failTask.ts';
import { failUnfinished } from './operations/tasks/failUnfinished.ts';
import { getTask } from './operations/tasks/getTask.ts';
import { pageTasks } from './operations/tasks/pageTasks.ts';
import { releaseTasks } from './operations/tasks/releaseTasks.ts';
import { renewTasks } from './operations/tasks/renewTasks.ts';
import { checkSchema } from './schema/checkSchema.ts';
import { migrate } from './schema/migrate.ts';
import type { Store } from './types.ts';

type Operation<Args extends readonly unknown[], T> = (db: Db, ...args: Args) => Promise<T>;

/** Assembles the operations into a store on one database; `close()` closes the database. */
export function createStore(db: Db, options: AttemptOptions = {}): Store {
  function bind<Args extends readonly unknown[], T>(operation: Operation<Args, T>): (...args: Args) => Promise<T> {
    return (...args) => attempt(operation.name, () => operation(db, ...args), options);
  }
  return {
    jobs: {
      insert: bind(insertJob),
      get: bind(getJob),
      list: bind(listJobs),
      progress: bind(getProgress),
      severityCounts: bind(countSeverities),
      markProcessing: bind(markProcessing),
      finish: bind(finishJob),
    },
    expansion: {
      acquire: bind(acquireExpansion),
      renew: bind(renewExpansion),
      addTasks: bind(addTasks),
      release: bind(releaseExpansion),
      fail: bind(failExpansion),
    },
    tasks: {
      claim: bind(claimTasks),
      renew: bind(renewTasks),
      release: bind(releaseTasks),
      commit: bind(commitResults),
      fail: bind(failTask),
      failUnfinished: bind(failUnfinished),
      get: bind(getTask),
      page: bind(pageTasks),
      count: bind(countTasks),
    },
    pool: {
      offer: bind(offerJob),
      withdraw: bind(withdrawJob),
      next: bind(nextJob),
      backlog: bind(poolBacklog),
    },
    results: {
      get: bind(getResult),
      violationsOfJob: bind(pageViolations),
      statisticsOfJob: bind(getStatistics),
    },
    runners: { beat: bind(beatRunner), leave: bind(removeRunner), online: bind(onlineRunners) },
    retention: {
      now: bind(readClock),
      endedJobs: bind(endedJobs),
      removeJob: bind(removeJob),
      sources: bind(jobSources),
      usedResults: bind(usedResults),
      results: bind(resultUses),
      markUnused: bind(markUnused),
      removeResult: bind(removeResult),
    },
    migrate: bind(migrate),
    check: bind(checkSchema),
    close: () => db.destroy(),
  };
}
