import { fieldsOf } from './fields.ts';
import type { FileCounts } from './jobApi.ts';

/** The counts that a `progress` event carries. */
export function readProgress(data: string): FileCounts {
  const fields = fieldsOf(JSON.parse(data), 'the event');
  return {
    total: fields.number('total'),
    succeeded: fields.number('succeeded'),
    failed: fields.number('failed'),
    cached: fields.number('cached'),
  };
}
