import type { ClaimedTask } from '@sqllint/core/store/types';
import type { RunContext } from '../runner/context.ts';
import type { EntryProblem } from '../source/types.ts';

/** Records why a claimed file has no result; one that is not held any more is left as it is. */
export async function recordFailure(
  context: RunContext,
  { taskId, attempt }: Pick<ClaimedTask, 'taskId' | 'attempt'>,
  { code, message }: EntryProblem,
): Promise<void> {
  const { store, patiently, runnerId, logger } = context;
  logger.info({ task_id: taskId, code, detail: message }, 'a file could not be analysed');
  const fence = { taskId, owner: runnerId, attempt };
  await patiently('recording a failure', () => store.tasks.fail(fence, code, message));
}
