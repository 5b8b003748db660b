import { hostname } from 'node:os';
import type { RunContext } from '../runner/context.ts';

export interface Heartbeat {
  /** Counts a file that was worked on. */
  worked(files: number): void;
  stop(): Promise<void>;
}

/** Keeps the runner's row fresh while it works on a job. That it could not be written never harms the job. */
export function startHeartbeat(
  context: Pick<RunContext, 'runnerId' | 'jobId' | 'store' | 'engines' | 'settings' | 'logger'>,
  currentTasks: () => readonly string[],
): Heartbeat {
  const { runnerId, jobId, store, engines, settings, logger } = context;
  let totalTasks = 0;
  const complain = (error: unknown): void => logger.warn({ err: error }, 'the heartbeat could not be written');
  const beat = (): Promise<void> =>
    store.runners
      .beat({
        runnerId,
        jobId,
        host: hostname(),
        pid: process.pid,
        engines: engines.size,
        currentTasks: currentTasks(),
        totalTasks,
      })
      .catch(complain);
  const timer = setInterval(() => {
    void beat();
  }, settings.heartbeatEveryMs);
  let last = beat();
  return {
    worked(files) {
      totalTasks += files;
    },
    async stop() {
      clearInterval(timer);
      await last;
      last = store.runners.leave(runnerId).catch(complain);
      await last;
    },
  };
}
