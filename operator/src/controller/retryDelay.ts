export interface RetrySettings {
  /** Milliseconds before the first retry. */
  readonly firstMs: number;
  /** Upper bound of a delay in milliseconds. */
  readonly mostMs: number;
}

/**
 * Milliseconds before the next try: doubling with each failure up to a bound, and of that a random part between one
 * half and the whole, so that keys which failed together do not come back together.
 * @param failures in a row, from 1
 * @param random from 0 to 1
 */
export function retryDelay(failures: number, settings: RetrySettings, random: () => number): number {
  const full = Math.min(settings.mostMs, settings.firstMs * 2 ** Math.min(failures - 1, 40));
  return full / 2 + (full / 2) * random();
}
