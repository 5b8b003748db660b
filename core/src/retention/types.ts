import type { Store } from '../store/types.ts';

/** What one pass works on, and how long what is left over is left alone. Times in milliseconds. */
export interface PassContext {
  readonly store: Pick<Store, 'retention'>;
  readonly namespace: string;
  /** The namespace's folder on the share. */
  readonly root: string;
  /** By the clock of this machine, which is compared with that of the share. */
  readonly now: number;
  /** How old a file is before it is taken for a leftover. */
  readonly leftoverMs: number;
  /** How long a result was unused before it goes. */
  readonly unusedMs: number;
  /** Told of a file or folder that cannot be removed; the pass goes on with the others. */
  readonly onStuck: (path: string, error: unknown) => void;
  /** Ends the pass between two steps. */
  readonly signal: AbortSignal;
}

/** What one pass did. */
export interface RetentionCounts {
  readonly jobs: number;
  readonly tasks: number;
  readonly submissions: number;
  /** Results that no task refers to, noticed for the first time. */
  readonly marked: number;
  readonly results: number;
  /** Files of those results, and files that no row belongs to. */
  readonly resultFiles: number;
  readonly temporaryFiles: number;
  /** Files and folders that could not be removed, for instance because they are somebody else's. */
  readonly stuck: number;
}
