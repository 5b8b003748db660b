import type { JobId } from '../../../job/ids.ts';
import type { SeverityCounts } from '../../../job/states.ts';
import type { Db } from '../../dialect.ts';

/** Sums are decimals in text on MySQL, and null without rows. */
type SumRow = Readonly<Partial<Record<keyof SeverityCounts, number | string | null>>>;

/** Violations of all successful tasks by severity; a result that two files share counts twice. */
export async function countSeverities(db: Db, jobId: JobId): Promise<SeverityCounts> {
  const row: SumRow | undefined = await db('linting_tasks as t')
    .join('lint_results as r', 'r.result_key', 't.result_key')
    .where({ 't.job_id': jobId, 't.status': 'SUCCESS' })
    .sum({ blocker: 'r.blocker', critical: 'r.critical', major: 'r.major', minor: 'r.minor', info: 'r.info' })
    .first();
  return {
    blocker: Number(row?.blocker ?? 0),
    critical: Number(row?.critical ?? 0),
    major: Number(row?.major ?? 0),
    minor: Number(row?.minor ?? 0),
    info: Number(row?.info ?? 0),
  };
}
