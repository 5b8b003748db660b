import type { Db } from '../../dialect.ts';

/**
 * Takes the mark off results that tasks are about to refer to; to be called in the transaction that adds the tasks, before
 * it adds them. Only rows with a mark stay locked until its end, and those are few.
 */
export async function useResults(trx: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await trx('lint_results')
    .whereIn('result_key', [...new Set(keys)].sort())
    .whereNotNull('unused_since')
    .update({ unused_since: null });
}
