import { StoreError } from '@sqllint/core/store/errors';
import { EngineStartError } from '../engine/index.ts';
import { EngineVersionError } from '../engineVersion.ts';
import type { RunContext } from './context.ts';
import { isTransient } from './patience.ts';

/**
 * Gives the job's files back, whatever is held of them: leases that are not would be waited for until they run out. The
 * attempt counts when the job itself may have brought the runner to its end.
 * @param failure what ended the work on the job
 */
export async function giveBack(context: RunContext, failure: unknown): Promise<void> {
  const { runnerId, jobId, store, signal, logger } = context;
  const innocent = signal.aborted || isTransient(failure) || isOfInstallation(failure);
  try {
    await store.tasks.release(runnerId, jobId, innocent ? 'forgiven' : 'counted');
    if (innocent) await store.expansion.release(jobId, runnerId);
  } catch (error) {
    logger.warn({ err: error }, 'the files could not be given back; their leases will run out');
  }
}

/** A database that is full, or engines that cannot start at all, are no file's fault. */
function isOfInstallation(failure: unknown): boolean {
  return failure instanceof StoreError || failure instanceof EngineStartError || failure instanceof EngineVersionError;
}
