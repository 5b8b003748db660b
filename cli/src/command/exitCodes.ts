/** How a command ended, for the shell. */
export const exitCodes = {
  /** Done; for `submit`: the verdict is Passed, or the job was accepted and nobody waits. */
  ok: 0,
  /** The verdict is Rejected. */
  rejected: 1,
  /** The command could not do what it was asked to; a sentence on standard error says why. */
  error: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
