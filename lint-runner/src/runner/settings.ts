import { fallbackEncodings } from '@sqllint/core/profile/encodings';
import { type ArchiveLimits, defaultArchiveLimits } from '../source/archive/archiveLimits.ts';

/** How a runner works; times in milliseconds. */
export interface RunnerSettings {
  /** How long a claim lasts without being renewed, which is done three times in it: so late a cancelled job is noticed. */
  readonly leaseMs: number;
  /** Runners that may be lost with a file before it is given up. */
  readonly maxAttempts: number;
  /** Files that are worked on at the same time for each engine: one analysed, one waiting behind it. */
  readonly filesPerEngine: number;
  /** How long finished files wait for others, to be committed together. */
  readonly commitWithinMs: number;
  /** The least time between two progress reports. */
  readonly progressEveryMs: number;
  readonly heartbeatEveryMs: number;
  /** How long the database, the share and the API may be away. */
  readonly patienceMs: number;
  /** Between looks for files that other runners lost; doubled from the first to the longest. */
  readonly firstPollMs: number;
  readonly longestPollMs: number;
  readonly archiveLimits: Omit<ArchiveLimits, 'maxFileBytes'>;
  /**
   * Encodings that `auto` tries after UTF-8. `resultKeyOf` reckons with those of the core: before they can be configured,
   * it has to be given what is configured, or equal keys stand for other texts.
   */
  readonly fallbackEncodings: readonly string[];
}

export const defaultRunnerSettings: RunnerSettings = {
  leaseMs: 12_000,
  maxAttempts: 3,
  filesPerEngine: 2,
  commitWithinMs: 50,
  progressEveryMs: 2000,
  heartbeatEveryMs: 10_000,
  patienceMs: 5 * 60_000,
  firstPollMs: 50,
  longestPollMs: 1000,
  archiveLimits: defaultArchiveLimits,
  fallbackEncodings,
};
