import { medianOf } from '../../bench/series.ts';
import type { Column, Sample } from '../sampling/sample.ts';

/** What must not grow with time, and how much it may, over its part of a tenth. */
export const watched: Readonly<Partial<Record<Column, number>>> = {
  leaderMb: 10,
  standbyMb: 10,
  gatewayMb: 10,
  poolRunnerMb: 20,
  leaderFiles: 5,
  standbyFiles: 5,
  gatewayFiles: 5,
  poolRunnerFiles: 10,
};

export const criterion =
  'The median of the last sixth of the time is at most that of the second sixth, a tenth of it, and 10 MB or 5 files (a pool runner: 20 MB or 10 files).';

/** Below it a sixth of the time is too short to say anything. */
export const leastMinutes = 30;

export interface Flatness {
  readonly column: Column;
  readonly early: number;
  readonly late: number;
  /** Undefined where there are no values to compare. */
  readonly flat: boolean | undefined;
}

/** Compares the second sixth of the samples with the last; the first is for warming up. */
export function flatnessOf(samples: readonly Sample[]): readonly Flatness[] {
  const sixth = samples.length / 6;
  const part = (from: number): readonly Sample[] =>
    samples.slice(Math.floor(from * sixth), Math.floor((from + 1) * sixth));
  return (Object.entries(watched) as [Column, number][]).map(([column, allowance]) => {
    const median = (chosen: readonly Sample[]): number => medianOf(chosen.flatMap((sample) => sample[column] ?? []));
    const [early, late] = [median(part(1)), median(part(5))];
    const isKnown = !Number.isNaN(early) && !Number.isNaN(late);
    return { column, early, late, flat: isKnown ? late <= early * 1.1 + allowance : undefined };
  });
}
