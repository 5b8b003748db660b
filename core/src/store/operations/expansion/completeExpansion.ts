import type { JobId } from '../../../job/ids.ts';
import { type Db, nowMs } from '../../dialect.ts';
import { heldExpansion } from './heldExpansion.ts';

/** Records that all tasks exist; false when the lease was lost, or the job is over. */
export async function completeExpansion(db: Db, jobId: JobId, owner: string, totalFiles: number): Promise<boolean> {
  const held = await heldExpansion(db, jobId, owner).update({
    expanded_at: nowMs(db),
    total_files: totalFiles,
    expansion_owner: null,
    expansion_expires_at: null,
    updated_at: nowMs(db),
  });
  return held === 1;
}
