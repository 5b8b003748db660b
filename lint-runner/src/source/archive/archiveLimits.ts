/** What an archive may ask of a runner. */
export interface ArchiveLimits {
  /** Entries of any kind. */
  readonly maxEntries: number;
  /** Bytes of all SQL files together, counted while inflating. */
  readonly maxTotalBytes: number;
  /** Bytes of one SQL file; a larger one is a FAILURE of its own. */
  readonly maxFileBytes: number;
  /** Inflated by deflated size, for entries above `ratioAboveBytes`. */
  readonly maxRatio: number;
  readonly ratioAboveBytes: number;
}

export const defaultArchiveLimits: Omit<ArchiveLimits, 'maxFileBytes'> = {
  maxEntries: 50_000,
  maxTotalBytes: 2 * 1024 ** 3,
  maxRatio: 200,
  ratioAboveBytes: 1024 ** 2,
};
