import type { Db } from '../../dialect.ts';

/** The violations go with the row (ON DELETE CASCADE). */
export async function removeResult(db: Db, resultKey: string, markedBefore: number): Promise<boolean> {
  const removed: number = await db('lint_results')
    .where({ result_key: resultKey })
    .where('unused_since', '<=', markedBefore)
    .delete();
  return removed > 0;
}
