import type { Logger } from 'pino';

export interface EnginePoolOptions {
  /** The Python interpreter that has SQLFluff, as an absolute path. */
  readonly python: string;
  /** The folder that holds the `sqllint_engine` package (`lint-runner/engine`). */
  readonly engineDir: string;
  /** Engine processes; one for each CPU of the runner. */
  readonly size: number;
  /** Milliseconds that one file may take when the request names no limit of its own. */
  readonly fileTimeoutMs: number;
  /** Address space of one engine in MiB (RLIMIT_AS). */
  readonly memoryLimitMiB: number;
  /** An engine is replaced after so many files. */
  readonly maxFilesPerEngine: number;
  /** Milliseconds from starting an engine until it must be ready. */
  readonly startDeadlineMs: number;
  readonly logger: Logger;
  readonly clock?: EngineClock;
}

/** Timers as the pool uses them, so that a test can turn them. */
export interface EngineClock {
  /** Calls `action` once after `ms` milliseconds; the returned function takes that back. */
  after(ms: number, action: () => void): () => void;
}

export const systemClock: EngineClock = {
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** The engines could not be started; the message says what Python printed. */
export class EngineStartError extends Error {
  override readonly name = 'EngineStartError';
}
