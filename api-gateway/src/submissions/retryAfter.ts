/** Seconds that a refused caller is told to wait, at least and at most. */
const bounds = { least: 1, most: 60 } as const;

/** Milliseconds of the past that count. */
export const recentMs = 60_000;

/**
 * How long it will take, at the pace of the last minute, until there is room again.
 * @param options.excess jobs that must end first
 * @param options.endings times (ms) at which jobs ended, oldest first; those before the last minute do not count
 * @returns whole seconds from 1 to 60; 60 when nothing has ended lately
 */
export function retryAfterSeconds(options: {
  readonly excess: number;
  readonly endings: readonly number[];
  readonly now: number;
}): number {
  const { excess, endings, now } = options;
  const recent = endings.filter((time) => time > now - recentMs);
  const [oldest] = recent;
  if (oldest === undefined) return bounds.most;
  // At least a second: a few jobs that ended in the same moment say nothing of the next ones.
  const perMs = recent.length / Math.max(now - oldest, 1000);
  return Math.min(bounds.most, Math.max(bounds.least, Math.ceil(excess / perMs / 1000)));
}
