import { ConfigError, readConfig } from '@sqllint/core/config/readConfig';
import { createLogger } from '@sqllint/core/logging/logger';
import { openStore } from '@sqllint/core/store/open';
import { migrateConfigSchema } from './config/operatorConfig.ts';
import { migrateWhenReachable } from './migrateWhenReachable.ts';

/** Brings the database's schema to the newest version; the chart runs it as a hook before anything else. */
async function main(): Promise<void> {
  const config = readConfig(migrateConfigSchema, process.env);
  const logger = createLogger({ name: 'migrate', level: config.SQLLINT_LOG_LEVEL });
  const store = await openStore({ url: config.SQLLINT_DATABASE_URL, logger });
  try {
    await migrateWhenReachable(store, logger, config.SQLLINT_MIGRATE_TIMEOUT_SECONDS * 1000);
    logger.info('the schema is current');
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
