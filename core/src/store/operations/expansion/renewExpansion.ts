import type { JobId } from '../../../job/ids.ts';
import { type Db, inMs } from '../../dialect.ts';
import { heldExpansion } from './heldExpansion.ts';

/** Prolongs the lease by so many milliseconds from now; false when it was lost, or the job is over. */
export async function renewExpansion(db: Db, jobId: JobId, owner: string, leaseMs: number): Promise<boolean> {
  const held = await heldExpansion(db, jobId, owner).update({ expansion_expires_at: inMs(db, leaseMs) });
  return held === 1;
}
