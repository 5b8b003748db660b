import type { JobId } from '../../../job/ids.ts';
import type { TaskErrorCode } from '../../../job/states.ts';
import { type Db, nowMs } from '../../dialect.ts';
import { unleased } from './unleased.ts';

/** Marks every PENDING and IN_PROGRESS task of the job as FAILURE, whoever holds it. Returns how many. */
export async function failUnfinished(db: Db, jobId: JobId, code: TaskErrorCode, message: string): Promise<number> {
  return db('linting_tasks')
    .where({ job_id: jobId })
    .whereIn('status', ['PENDING', 'IN_PROGRESS'])
    .update({ ...unleased, status: 'FAILURE', error_code: code, error_message: message, updated_at: nowMs(db) });
}
