import { fieldsOf } from './fields.ts';
import type { FileCounts } from './jobApi.ts';

/** The counts that an event carries; undefined for an event about something else. */
export function readProgress(data: string): FileCounts | undefined {
  const progress = fieldsOf(JSON.parse(data), 'the event').fieldsOrNull('progress');
  if (progress === null) return undefined;
  const count = (name: string) => progress.numberOrNull(name) ?? 0;
  return { total: count('total'), succeeded: count('succeeded'), failed: count('failed'), cached: count('cached') };
}
