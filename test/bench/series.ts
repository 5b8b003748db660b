/** One timed run. */
export interface Sample {
  /** Milliseconds from start to exit. */
  readonly wallMs: number;
  /** Milliseconds of CPU of everything that worked for it; NaN where the system does not tell. */
  readonly cpuMs: number;
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly cpuMedian: number;
}

/** @param samples at least one */
export function summarise(samples: readonly Sample[]): Summary {
  const walls = samples.map(({ wallMs }) => wallMs);
  return {
    median: medianOf(walls),
    min: Math.min(...walls),
    max: Math.max(...walls),
    cpuMedian: medianOf(samples.map(({ cpuMs }) => cpuMs)),
  };
}

/** The middle one, or the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
