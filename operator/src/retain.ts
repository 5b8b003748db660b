import { loadKubeConfig } from '@sqllint/core/cluster/kubernetes/loadKubeConfig';
import { openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import { ConfigError, readConfig } from '@sqllint/core/config/readConfig';
import { createLogger } from '@sqllint/core/logging/logger';
import { forgetOld } from '@sqllint/core/retention/forgetOld';
import { openStore } from '@sqllint/core/store/open';
import { retentionConfigSchema } from './config/retentionConfig.ts';

/** Forgets what is old in one namespace, once; the chart runs it every day. */
async function main(): Promise<void> {
  const config = readConfig(retentionConfigSchema, process.env);
  const logger = createLogger({ name: 'retention', level: config.SQLLINT_LOG_LEVEL });
  const namespace = config.SQLLINT_NAMESPACE;
  const ending = new AbortController();
  process.once('SIGTERM', () => ending.abort(new Error('The pass was ended; the next one goes on.')));
  const store = await openStore({ url: config.SQLLINT_DATABASE_URL, logger, poolSize: 2 });
  try {
    await store.check();
    const counts = await forgetOld({
      store,
      jobs: openKubernetesJobs({ kubeConfig: loadKubeConfig(), namespaces: [namespace], logger }),
      namespace,
      shareDir: config.SQLLINT_SHARE_DIR,
      days: config.SQLLINT_RETENTION_DAYS,
      logger,
      signal: ending.signal,
    });
    logger.info({ namespace, days: config.SQLLINT_RETENTION_DAYS, ...counts }, 'what is old was forgotten');
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
