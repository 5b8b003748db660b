/**
 * Round values that cover a range from 0, at most six of them, the last one at or above `most`.
 * @param bases what a step may be, times a power of ten: 1, 2 and 5 unless given
 */
export function ticksUpTo(most: number, bases: readonly number[] = [1, 2, 5]): readonly number[] {
  const wanted = Math.max(most, 1) / 5;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const steps = [...bases.map((base) => base * power), 10 * power];
  const step = steps.find((candidate) => candidate >= wanted) ?? 10 * power;
  const count = Math.ceil(Math.max(most, 1) / step);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Minutes that mark a time axis, at most thirteen of them, all within it. */
export function minuteTicks(minutes: number): readonly number[] {
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 240].find((candidate) => minutes / candidate <= 12) ?? minutes / 12;
  return Array.from({ length: Math.floor(minutes / step) + 1 }, (_, index) => index * step);
}
