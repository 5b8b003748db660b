import { join } from 'node:path';
import type { Logger } from '@sqllint/core/logging/logger';
import { EnginePool, type EnginePoolOptions, EngineStartError } from '../engine/index.ts';
import type { Engines } from './context.ts';

export interface OpenEngines extends Engines {
  /** Ends all engine processes. */
  stop(): Promise<void>;
}

/** Python grows with what it has seen; a new one now and then costs less than that. */
const maxFilesPerEngine = 2000;
const startDeadlineMs = 60_000;
/** For requests that name no limit; jobs always do. */
const fileTimeoutMs = 60_000;

/** The engines of a runner. A pool that could not be started is made anew at the next use. */
export function openEngines(options: {
  readonly python: string;
  readonly size: number;
  readonly memoryLimitMiB: number;
  readonly logger: Logger;
}): OpenEngines {
  const poolOptions: EnginePoolOptions = {
    ...options,
    engineDir: join(import.meta.dirname, '../../engine'),
    fileTimeoutMs,
    maxFilesPerEngine,
    startDeadlineMs,
  };
  let pool = new EnginePool(poolOptions);
  const use = async <Result>(action: (pool: EnginePool) => Promise<Result>): Promise<Result> => {
    const used = pool;
    try {
      return await action(used);
    } catch (error) {
      if (error instanceof EngineStartError && pool === used) pool = new EnginePool(poolOptions);
      throw error;
    }
  };
  return {
    size: options.size,
    start: () => pool.start(),
    analyse: (request, signal) => use((used) => used.analyse(request, signal)),
    engineVersion: () => use((used) => used.engineVersion()),
    stop: () => pool.stop(),
  };
}
