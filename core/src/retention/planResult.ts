/** What is known of a result file of the share. */
export interface ResultFacts {
  /** Undefined: the database knows no such result. */
  readonly row: { readonly unusedSince: number | null } | undefined;
  /** A task refers to it, or it looks so. */
  readonly used: boolean;
}

export type ResultPlan = 'keep' | 'mark' | 'removeResult' | 'removeFile';

/**
 * @param markedBefore milliseconds since the epoch, by the database's clock: long before the tasks were looked at
 */
export function planResult({ row, used }: ResultFacts, markedBefore: number): ResultPlan {
  // A runner writes the file before the row; only the age of the file tells a leftover from a beginning.
  if (row === undefined) return 'removeFile';
  if (used) return 'keep';
  if (row.unusedSince === null) return 'mark';
  return row.unusedSince <= markedBefore ? 'removeResult' : 'keep';
}
