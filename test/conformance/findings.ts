/** What one side says of a set of files. */
export interface Findings {
  /** Every file that was analysed, by its name relative to the corpus, in any order. */
  readonly files: ReadonlyMap<string, readonly Finding[]>;
  /** Files that were not analysed, with the reason. */
  readonly skipped: ReadonlyMap<string, string>;
}

/** One violation, reduced to what has to agree. */
export interface Finding {
  readonly line: number;
  /** In characters, from 1. */
  readonly position: number;
  readonly code: string;
}
