import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';

export async function countTasks(db: Db, jobId: JobId): Promise<number> {
  const row: { readonly tasks?: number | string } | undefined = await db('linting_tasks')
    .where({ job_id: jobId })
    .count({ tasks: '*' })
    .first();
  return Number(row?.tasks ?? 0);
}
