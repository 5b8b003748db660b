import { ConfigError, readConfig } from '@sqllint/core/config/readConfig';
import { createLogger } from '@sqllint/core/logging/logger';
import { gatewayConfigSchema } from './config.ts';
import { runOnKubernetes } from './runOnKubernetes.ts';

/** Milliseconds after which a stop that hangs is cut short; within the usual 30 s of a pod. */
const stopTimeoutMs = 20_000;

async function main(): Promise<void> {
  const config = readConfig(gatewayConfigSchema, process.env);
  const logger = createLogger({ name: 'gateway', level: config.SQLLINT_LOG_LEVEL });
  const running = await runOnKubernetes({ config, logger });
  const stop = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'gateway stops');
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
    running.stop().then(
      () => process.exit(0),
      (err: unknown) => {
        logger.error({ err }, 'the gateway could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  logger.info({ url: running.url, metrics_port: running.metricsPort }, 'gateway started');
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
