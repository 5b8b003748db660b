import { openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import { ConfigError, readConfig } from '@sqllint/core/config/readConfig';
import { createLogger } from '@sqllint/core/logging/logger';
import { openShare } from '@sqllint/core/share/openShare';
import { openStore } from '@sqllint/core/store/open';
import { z } from 'zod';
import { runnerEnvironment, settingsOf } from './runner/environment.ts';
import { openEngines } from './runner/openEngines.ts';
import { type RunOutcome, runJob } from './runner/runJob.ts';
import { signalOfTermination } from './runner/termination.ts';

/** The runner of a pod: one job, then the end. Exit status 0: no file of the job is left; else another pod must go on. */

const podEnvironment = runnerEnvironment.extend({
  SQLLINT_JOB_NAME: z.string().min(1).describe('The SqlLintJob to work on.'),
  SQLLINT_NAMESPACE: z.string().min(1).describe('Its namespace.'),
});

async function main(environment: z.infer<typeof podEnvironment>): Promise<RunOutcome> {
  const logger = createLogger({ name: 'lint-runner', level: environment.SQLLINT_LOG_LEVEL });
  const namespace = environment.SQLLINT_NAMESPACE;
  const share = openShare(environment.SQLLINT_SHARE_DIR);
  const store = await openStore({ url: environment.SQLLINT_DATABASE_URL, logger });
  const engines = openEngines({
    python: environment.SQLLINT_PYTHON,
    size: environment.SQLLINT_ENGINES,
    memoryLimitMiB: environment.SQLLINT_ENGINE_MEMORY_MIB,
    logger,
  });
  try {
    const outcome = await runJob({
      ref: { namespace, name: environment.SQLLINT_JOB_NAME },
      runnerId: environment.SQLLINT_RUNNER_ID,
      resources: openKubernetesJobs({ namespaces: [namespace], logger }),
      store,
      share,
      engines,
      logger,
      signal: signalOfTermination(),
      settings: settingsOf(environment),
    });
    logger.info({ exit_code: outcome.exitCode }, outcome.message);
    return outcome;
  } finally {
    await Promise.allSettled([engines.stop(), share.sweep()]);
    await store.close();
  }
}

try {
  const outcome = await main(readConfig(podEnvironment, process.env));
  process.exit(outcome.exitCode);
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
