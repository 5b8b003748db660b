/**
 * How often places in the queue are renewed in conditions, all jobs together: a long queue moves with every job that
 * ends, and writing that down for each who waits would be most of what the operator writes.
 */
export interface PlaceReports {
  /** Whether one more may be written now. */
  take(): boolean;
}

/**
 * @param options.perSecond renewals in the long run
 * @param options.burst renewals at once after a quiet time
 */
export function createPlaceReports(options: {
  readonly perSecond: number;
  readonly burst: number;
  /** Milliseconds. */
  readonly now: () => number;
}): PlaceReports {
  const { perSecond, burst, now } = options;
  let left = burst;
  let filledAt = now();
  return {
    take: () => {
      const time = now();
      left = Math.min(burst, left + (Math.max(0, time - filledAt) / 1000) * perSecond);
      filledAt = time;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
