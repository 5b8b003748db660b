import type { JobId } from '../../../job/ids.ts';
import { type Db, nowMs } from '../../dialect.ts';
import { heldExpansion } from './heldExpansion.ts';

/** Gives the lease back, of a runner that leaves before it is done; its attempt is not counted. */
export async function releaseExpansion(db: Db, jobId: JobId, owner: string): Promise<void> {
  await heldExpansion(db, jobId, owner).update({
    expansion_owner: null,
    expansion_expires_at: null,
    expansion_attempts: db.raw('expansion_attempts - 1'),
    updated_at: nowMs(db),
  });
}
