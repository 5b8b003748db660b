import { loadKubeConfig } from '@sqllint/core/cluster/kubernetes/loadKubeConfig';
import { ConfigError, readConfig } from '@sqllint/core/config/readConfig';
import { createLogger } from '@sqllint/core/logging/logger';
import { operatorConfigSchema } from './config/operatorConfig.ts';
import { runOnKubernetes } from './runOnKubernetes.ts';

/** Milliseconds after which a stop that hangs is cut short. */
const stopTimeoutMs = 20_000;

async function main(): Promise<void> {
  const config = readConfig(operatorConfigSchema, process.env);
  const logger = createLogger({ name: 'operator', level: config.SQLLINT_LOG_LEVEL });
  const running = await runOnKubernetes({
    config,
    kubeConfig: await loadKubeConfig(),
    logger,
    onLost: (reason) => {
      logger.fatal({ reason }, 'this operator leads no more and ends');
      process.exit(1);
    },
  });
  logger.info({ port: running.port, namespaces: config.SQLLINT_NAMESPACE }, 'operator started');

  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) {
      logger.warn({ signal }, 'a second signal: the operator ends at once');
      process.exit(1);
    }
    isStopping = true;
    logger.info({ signal }, 'operator stops');
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the operator could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
