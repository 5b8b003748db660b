import type { JobResources } from '@sqllint/core/cluster/jobResources';
import { ConfigError, readConfig } from '@sqllint/core/config/readConfig';
import type { Logger } from '@sqllint/core/logging/logger';
import type { Store } from '@sqllint/core/store/types';
import {
  type CallbackController,
  callbackConfigSchema,
  callbackSettings,
  createCallbackController,
} from '@sqllint/operator';
import { UsageError } from '../command/commandError.ts';

/**
 * The callbacks of a standalone server. There are no Secrets on one machine: whatever a job names, the one of the
 * environment signs.
 * @throws UsageError that names the settings which cannot be used
 */
export function openCallbacks(parts: {
  readonly jobs: JobResources;
  readonly store: Store;
  readonly logger: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): CallbackController {
  const { jobs, store, logger, environment } = parts;
  const settings = callbackSettings(read(environment));
  return createCallbackController({
    jobs,
    secrets: async () => settings.defaultSecret,
    readCounts: async (jobId) => (await store.jobs.progress(jobId))?.tasks,
    logger,
    settings,
  });
}

function read(environment: Readonly<Record<string, string | undefined>>) {
  try {
    return readConfig(callbackConfigSchema, environment);
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message) : error;
  }
}
