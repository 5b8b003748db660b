/**
 * JSON has strings where the generated types say Date.
 * @returns milliseconds since the epoch; undefined for what is no time
 */
export function millisecondsOf(time: Date | string | undefined | null): number | undefined {
  if (time === undefined || time === null) return undefined;
  const parsed = new Date(time).getTime();
  return Number.isNaN(parsed) ? undefined : parsed;
}
