import type { Db } from '../../dialect.ts';
import type { ResultUse } from './types.ts';

export async function resultUses(db: Db, keys: readonly string[]): Promise<readonly ResultUse[]> {
  if (keys.length === 0) return [];
  const rows: { readonly result_key: string; readonly unused_since: number | null }[] = await db('lint_results')
    .whereIn('result_key', keys)
    .select('result_key', 'unused_since');
  return rows.map((row) => ({
    resultKey: row.result_key,
    unusedSince: row.unused_since === null ? null : Number(row.unused_since),
  }));
}
