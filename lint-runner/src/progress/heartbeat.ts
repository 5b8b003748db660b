import { hostname } from 'node:os';
import type { RunContext } from '../runner/context.ts';

export interface Heartbeat {
  /** Counts a file that was worked on. */
  worked(files: number): void;
  stop(): Promise<void>;
}

/** A runner that is done sooner than this, in milliseconds, leaves no trace: nobody could have seen it. */
const firstBeatAfterMs = 100;

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
  let begun = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    begun = beat();
    timer = setInterval(() => {
      void beat();
    }, settings.heartbeatEveryMs);
  }, firstBeatAfterMs);
  return {
    worked(files) {
      totalTasks += files;
    },
    async stop() {
      clearTimeout(first);
      if (timer === undefined) return;
      clearInterval(timer);
      await begun;
      await store.runners.leave(runnerId).catch(complain);
    },
  };
}
