import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';
import type { JobSource, RetentionOperations } from './types.ts';

export async function jobSources(
  db: Db,
  { after, limit }: Parameters<RetentionOperations['sources']>[0],
): Promise<readonly JobSource[]> {
  const rows: { readonly job_id: JobId; readonly source_path: string }[] = await db('linting_jobs')
    .where('job_id', '>', after)
    .orderBy('job_id')
    .limit(limit)
    .select('job_id', 'source_path');
  return rows.map((row) => ({ jobId: row.job_id, sourcePath: row.source_path }));
}
