import type { JobId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';
import type { JobStatistics } from '../../types.ts';
import { countSeverities } from '../jobs/countSeverities.ts';

interface RuleRow {
  readonly code: string;
  readonly rule: string;
  readonly violations: number | string;
}

/**
 * Counts of a job's violations, and its slowest files.
 * @param slowest how many files
 */
export async function getStatistics(db: Db, jobId: JobId, slowest: number): Promise<JobStatistics> {
  return {
    bySeverity: await countSeverities(db, jobId),
    byRule: await countByRule(db, jobId),
    slowestFiles: await findSlowest(db, jobId, slowest),
  };
}

/** The most frequent rule first. */
async function countByRule(db: Db, jobId: JobId): Promise<JobStatistics['byRule']> {
  const rows: RuleRow[] = await db('linting_tasks as t')
    .join('lint_violations as v', 'v.result_key', 't.result_key')
    .where({ 't.job_id': jobId, 't.status': 'SUCCESS' })
    .groupBy('v.code', 'v.rule')
    .select<RuleRow[]>('v.code', 'v.rule', db.raw('COUNT(*) AS violations'))
    .orderBy([{ column: 'violations', order: 'desc' }, 'v.code', 'v.rule']);
  return rows.map((row) => ({ code: row.code, rule: row.rule, count: Number(row.violations) }));
}

async function findSlowest(db: Db, jobId: JobId, limit: number): Promise<JobStatistics['slowestFiles']> {
  const rows: { readonly file_name: string; readonly analysis_ms: number }[] = await db('linting_tasks as t')
    .join('lint_results as r', 'r.result_key', 't.result_key')
    .where({ 't.job_id': jobId, 't.status': 'SUCCESS' })
    .orderBy([{ column: 'r.analysis_ms', order: 'desc' }, 't.entry_index'])
    .limit(limit)
    .select('t.file_name', 'r.analysis_ms');
  return rows.map((row) => ({ fileName: row.file_name, analysisMs: row.analysis_ms }));
}
