/** A time as the API shows it: ISO 8601, UTC, with milliseconds. Null stays null. */
export function isoTime(time: number | string): string;
export function isoTime(time: number | string | null): string | null;
export function isoTime(time: number | string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
