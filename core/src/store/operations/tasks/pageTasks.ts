import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';
import type { TaskRecord } from '../../types.ts';
import { selectTasks, type TaskRow, taskRecordOf } from './taskRow.ts';

/** In order of entry. */
export async function pageTasks(db: Db, jobId: JobId, offset: number, limit: number): Promise<readonly TaskRecord[]> {
  const rows: TaskRow[] = await selectTasks(db)
    .where('t.job_id', jobId)
    .orderBy('t.entry_index')
    .limit(limit)
    .offset(offset);
  return rows.map(taskRecordOf);
}
