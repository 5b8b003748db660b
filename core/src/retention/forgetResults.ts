import { resultPathOf } from '../share/openShare.ts';
import type { UsedResult } from '../store/operations/retention/types.ts';
import { createKeyFilter, type KeyFilter } from './keyFilter.ts';
import { planResult } from './planResult.ts';
import { removeResultFile, resultKeysOf } from './resultFiles.ts';
import type { PassContext, RetentionCounts } from './types.ts';

const page = 5000;

type Counts = Pick<RetentionCounts, 'results' | 'resultFiles' | 'marked'>;

/**
 * Marks results that no task refers to and removes those that were marked long ago (see `RetentionOperations`): first the
 * row, then the file, so that a row never lacks its file. What a pass that ends in between leaves is a file without a row,
 * which every pass removes. The files say which results are the namespace's: rows do not know.
 */
export async function forgetResults(context: PassContext): Promise<Counts> {
  const { store, root, signal, unusedMs } = context;
  const markedBefore = (await store.retention.now()) - unusedMs;
  const used = await usedKeys(context);
  const counts = { results: 0, resultFiles: 0, marked: 0 };
  for await (const keys of resultKeysOf(root)) {
    signal.throwIfAborted();
    await forgetBatch(context, { keys, used, markedBefore, counts });
  }
  return counts;
}

async function forgetBatch(
  { store, root, now, leftoverMs, onStuck, signal }: PassContext,
  batch: {
    readonly keys: readonly string[];
    readonly used: KeyFilter;
    readonly markedBefore: number;
    readonly counts: { -readonly [Name in keyof Counts]: Counts[Name] };
  },
): Promise<void> {
  const { keys, used, markedBefore, counts } = batch;
  const rows = new Map((await store.retention.results(keys)).map((row) => [row.resultKey, row]));
  const plans = keys.map((key) => ({
    key,
    plan: planResult({ row: rows.get(key), used: used.has(key) }, markedBefore),
  }));
  const unused = plans.filter(({ plan }) => plan === 'mark').map(({ key }) => key);
  await store.retention.markUnused(unused);
  counts.marked += unused.length;
  for (const { key, plan } of plans) {
    if (plan === 'keep' || plan === 'mark') continue;
    signal.throwIfAborted();
    if (plan === 'removeResult') {
      if (!(await store.retention.removeResult(key, markedBefore))) continue;
      counts.results += 1;
    }
    try {
      if (await removeResultFile(root, key, now - leftoverMs)) counts.resultFiles += 1;
    } catch (error) {
      onStuck(resultPathOf(key), error);
    }
  }
}

async function usedKeys({ store, signal }: PassContext): Promise<KeyFilter> {
  const used = createKeyFilter();
  for (let after: UsedResult | null = null; ; ) {
    signal.throwIfAborted();
    const results: readonly UsedResult[] = await store.retention.usedResults({ after, limit: page });
    for (const { resultKey } of results) used.add(resultKey);
    const last = results.at(-1);
    if (last === undefined || results.length < page) return used;
    after = last;
  }
}
