import type { JobId } from '../../../job/ids.ts';
import type { SourceErrorReason } from '../../../job/states.ts';
import { type Db, nowMs } from '../../dialect.ts';
import { heldExpansion } from './heldExpansion.ts';

/** Records that the source cannot be opened; false when the lease was lost, or the job is over. */
export async function failExpansion(
  db: Db,
  jobId: JobId,
  owner: string,
  reason: SourceErrorReason,
  message: string,
): Promise<boolean> {
  const held = await heldExpansion(db, jobId, owner).update({
    source_error_reason: reason,
    source_error_message: message,
    expansion_owner: null,
    expansion_expires_at: null,
    updated_at: nowMs(db),
  });
  return held === 1;
}
