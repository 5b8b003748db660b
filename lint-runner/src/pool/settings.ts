/** How a runner of the pool looks for work; times in milliseconds. */
export interface PoolSettings {
  /** Jobs that are worked on at once, so that the reading and storing of one overlaps with the analysis of another. */
  readonly jobsAtOnce: number;
  /** Without work for so long, the runner leaves; 0 means never. */
  readonly idleMs: number;
  /** Files after which the runner leaves to be replaced by a new one. */
  readonly maxTasks: number;
  /** Between two looks for work: right after the last work, and doubled up to the longest. */
  readonly firstPollMs: number;
  readonly longestPollMs: number;
  /** A job for which nothing could be done is left alone for so long, as others may be at it. */
  readonly coolMs: number;
  /** The same for a job on which this runner failed. */
  readonly coolAfterFailureMs: number;
  /** Jobs in a row on which the runner may fail before it takes itself for the cause. */
  readonly maxFailures: number;
  /** An engine that is longer at one file takes no more work in. */
  readonly longFileMs: number;
}

export const defaultPoolSettings: Omit<PoolSettings, 'jobsAtOnce' | 'idleMs' | 'maxTasks'> = {
  firstPollMs: 50,
  longestPollMs: 200,
  coolMs: 2000,
  coolAfterFailureMs: 10_000,
  maxFailures: 5,
  longFileMs: 500,
};
