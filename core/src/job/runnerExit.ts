/**
 * How a runner's process ends. Anything but `done` makes the operator start another one; what it tells the job's
 * submitter depends on the status alone, because a log's words may hold addresses, paths or SQL.
 */
export const runnerExit = {
  /** No file of the job is left. */
  done: 0,
  /** It left or failed; its log says why. */
  failed: 1,
  /** The database stayed away for longer than the runner's patience. */
  databaseAway: 69,
} as const;

export type RunnerExit = (typeof runnerExit)[keyof typeof runnerExit];
