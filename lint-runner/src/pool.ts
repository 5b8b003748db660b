import { openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import { ConfigError, readConfig } from '@sqllint/core/config/readConfig';
import { createLogger } from '@sqllint/core/logging/logger';
import { openShare } from '@sqllint/core/share/openShare';
import { openStore } from '@sqllint/core/store/open';
import { type PoolEnvironment, poolEnvironment, poolSettingsOf } from './pool/environment.ts';
import { runPool } from './pool/runPool.ts';
import { warmUp } from './pool/warmUp.ts';
import { settingsOf } from './runner/environment.ts';
import { openEngines } from './runner/openEngines.ts';
import type { RunOutcome } from './runner/runJob.ts';
import { signalOfTermination } from './runner/termination.ts';

/**
 * The warm runner of a pod: job after job of its namespace's pool. Exit status 0: it left in order, because there was no
 * work, because it had done its share, or because it was asked to.
 */
async function main(environment: PoolEnvironment): Promise<RunOutcome> {
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
    const outcome = await runPool({
      namespace,
      runnerId: environment.SQLLINT_RUNNER_ID,
      resources: openKubernetesJobs({ namespaces: [namespace], logger }),
      store,
      share,
      engines,
      logger,
      signal: signalOfTermination(),
      settings: settingsOf(environment),
      pool: poolSettingsOf(environment),
      warmUp,
    });
    logger.info({ exit_code: outcome.exitCode }, outcome.message);
    return outcome;
  } finally {
    await Promise.allSettled([engines.stop(), share.sweep()]);
    await store.close();
  }
}

try {
  const outcome = await main(readConfig(poolEnvironment, process.env));
  process.exit(outcome.exitCode);
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
