import type { JobId } from '@sqllint/core/job/ids';
import { isTerminalPhase } from '@sqllint/core/job/states';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobChanges } from './jobChanges.ts';

export interface PendingEnd {
  /** The finished job's resource; undefined when time is up, the job was deleted, or nobody waits any more. */
  readonly ended: Promise<SqlLintJob | undefined>;
  cancel(): void;
}

/**
 * Waits for a job to reach a terminal phase. Begin before the job is created, so that no change can be missed.
 * @param options.timeoutMs 0 waits not at all
 * @param options.signal ends the wait early
 */
export function waitForEnd(options: {
  readonly changes: JobChanges;
  readonly jobId: JobId;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}): PendingEnd {
  const { changes, jobId, timeoutMs, signal } = options;
  const { promise, resolve } = Promise.withResolvers<SqlLintJob | undefined>();
  if (timeoutMs === 0 || signal.aborted) {
    resolve(undefined);
    return { ended: promise, cancel: () => undefined };
  }
  const unsubscribe = changes.subscribe(jobId, (change) => {
    if (change === 'gone') settle(undefined);
    else if (isTerminalPhase(change.status?.phase)) settle(change);
  });
  const cancel = () => settle(undefined);
  const timer = setTimeout(cancel, timeoutMs);
  signal.addEventListener('abort', cancel);

  function settle(job: SqlLintJob | undefined): void {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    unsubscribe();
    resolve(job);
  }
  return { ended: promise, cancel };
}
