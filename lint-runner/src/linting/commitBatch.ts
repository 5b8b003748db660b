import { isRefusedValue } from '@sqllint/core/store/refusedValue';
import type { NewResult, TaskFence } from '@sqllint/core/store/types';
import type { RunContext } from '../runner/context.ts';
import { recordFailure } from './recordFailure.ts';

export interface Committable {
  readonly fence: TaskFence;
  readonly result: NewResult;
}

/**
 * Commits results together. When the database refuses a value among them, each is committed alone, and the file whose
 * result is refused then is a failure: it would take every runner down that meets it, and the files beside it.
 * @returns how many files are settled; the others are not held any more
 * @throws the store's errors that are not about one file
 */
export async function commitBatch(context: RunContext, batch: readonly Committable[]): Promise<number> {
  const { jobId, store, patiently, logger } = context;
  try {
    return (await patiently('committing results', () => store.tasks.commit(jobId, batch))).length;
  } catch (error) {
    const [first, second] = batch;
    if (first === undefined || !isRefusedValue(error)) throw error;
    if (second !== undefined) return await commitEach(context, batch);
    logger.error({ err: error, task_id: first.fence.taskId }, 'the database refused a result');
    await recordFailure(context, first.fence, refusal);
    return 1;
  }
}

const refusal = { code: 'ENGINE_CRASH', message: 'The database refused the result of this file.' } as const;

async function commitEach(context: RunContext, batch: readonly Committable[]): Promise<number> {
  let settled = 0;
  for (const item of batch) settled += await commitBatch(context, [item]);
  return settled;
}
