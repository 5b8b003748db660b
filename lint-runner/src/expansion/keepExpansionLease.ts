import type { RunContext } from '../runner/context.ts';

export interface KeptLease {
  /** Aborted when another runner may have taken over, or when the runner must leave. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** Renews the lease on the expansion three times in its life, until stopped. */
export function keepExpansionLease(context: RunContext): KeptLease {
  const { jobId, runnerId, store, settings, logger } = context;
  const lost = new AbortController();
  const timer = setInterval(() => {
    store.expansion.renew(jobId, runnerId, settings.leaseMs).then(
      (held) => {
        if (!held) lost.abort(new Error('the lease on the expansion was lost'));
      },
      // The database may be away: whether the lease was lost will be known when it is back.
      (error: unknown) => logger.warn({ err: error }, 'the lease on the expansion could not be renewed'),
    );
  }, settings.leaseMs / 3);
  return {
    signal: AbortSignal.any([lost.signal, context.signal]),
    stop: () => clearInterval(timer),
  };
}
