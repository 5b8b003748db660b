import type { Logger } from '@sqllint/core/logging/logger';
import type { RetentionCounts } from '@sqllint/core/retention/forgetOld';
import { type Clock, systemClock } from '@sqllint/operator';

export interface DailyRetention {
  start(): void;
  /** Ends a pass that is under way, and resolves when it has ended; the next one goes on. */
  stop(): Promise<void>;
}

export interface DailyRetentionOptions {
  /** One pass. */
  readonly forget: (signal: AbortSignal) => Promise<RetentionCounts>;
  readonly logger: Logger;
  readonly clock?: Clock;
}

const minuteMs = 60_000;
/** A server that has just started has better things to do. */
const firstAfterMs = 10 * minuteMs;
const everyMs = 24 * 60 * minuteMs;
const afterFailureMs = 60 * minuteMs;

/** A pass every day, never two at once; one that failed is tried again an hour later. */
export function createDailyRetention({ forget, logger, clock = systemClock }: DailyRetentionOptions): DailyRetention {
  const stopping = new AbortController();
  let cancel = (): void => undefined;
  let running: Promise<void> = Promise.resolve();

  const pass = async (): Promise<void> => {
    let next = everyMs;
    try {
      logger.info(await forget(stopping.signal), 'what is old was forgotten');
    } catch (error) {
      if (stopping.signal.aborted) return;
      logger.warn({ err: error }, 'what is old could not be forgotten');
      next = afterFailureMs;
    }
    schedule(next);
  };
  const schedule = (afterMs: number): void => {
    if (stopping.signal.aborted) return;
    cancel = clock.schedule(afterMs, () => {
      running = pass();
    });
  };
  return {
    start: () => schedule(firstAfterMs),
    stop: async () => {
      stopping.abort(new Error('the server ends'));
      cancel();
      await running;
    },
  };
}
