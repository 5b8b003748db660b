import { type Db, nowMs } from '../../dialect.ts';

export async function markUnused(db: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db('lint_results')
    .whereIn('result_key', keys)
    .where({ unused_since: null })
    .update({ unused_since: nowMs(db) });
}
