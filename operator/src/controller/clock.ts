/** Time as the controller sees it, so that tests can let hours pass. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `run` once after `delayMs`; the returned function prevents it. */
  schedule(delayMs: number, run: () => void): () => void;
}

/** setTimeout counts in 31 bits; a longer delay would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  schedule: (delayMs, run) => {
    const timer = setTimeout(run, Math.min(delayMs, longestDelayMs));
    return () => clearTimeout(timer);
  },
};
