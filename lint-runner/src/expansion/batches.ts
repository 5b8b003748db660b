/** Smaller, so that it is known early whether engines will be needed; yet most archives are one transaction. */
const firstBatch = 256;
const laterBatches = 500;

/** Cuts a list into one smaller batch and then big ones; an empty list is one empty batch. */
export function batchesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const batches = [items.slice(0, firstBatch)];
  for (let start = firstBatch; start < items.length; start += laterBatches) {
    batches.push(items.slice(start, start + laterBatches));
  }
  return batches;
}
