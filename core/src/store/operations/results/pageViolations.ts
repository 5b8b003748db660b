import type { Knex } from 'knex';
import type { JobId, TaskId } from '../../../job/ids.ts';
import type { Severity } from '../../../job/states.ts';
import type { Db } from '../../dialect.ts';
import type { JobViolation } from '../../types.ts';
import { cursorOf, placeOf, type ViolationPlace } from './violationCursor.ts';

interface ViolationRow {
  readonly task_id: TaskId;
  readonly entry_index: number;
  readonly file_name: string;
  readonly ordinal: number;
  readonly line_no: number;
  readonly line_pos: number;
  readonly end_line_no: number | null;
  readonly end_line_pos: number | null;
  readonly code: string;
  readonly rule: string;
  readonly description: string;
  readonly severity: Severity;
  readonly fixable: number;
}

/**
 * Characters in the texts of a page, which may be exceeded by one violation: names and descriptions may be long, and a
 * page is in memory several times before it is sent.
 */
const maxPageCharacters = 4 * 1024 * 1024;

export interface ViolationPage {
  readonly items: readonly JobViolation[];
  readonly next: string | null;
}

/**
 * Violations of a job in order of entry, line and position. The effort is that of one page, however many there are.
 * A page ends before `limit` when its texts become too long; it is empty only when there are no more.
 * @param after the `next` of the page before; null for the first page
 * @throws InvalidCursorError
 */
export async function pageViolations(
  db: Db,
  jobId: JobId,
  after: string | null,
  limit: number,
): Promise<ViolationPage> {
  const place = placeOf(after);
  const lastEntry = await findLastEntry(db, jobId, place, limit + 1);
  if (lastEntry === undefined) return { items: [], next: null };
  const rows: ViolationRow[] = await successfulTasks(db, jobId)
    .join('lint_violations as v', 'v.result_key', 't.result_key')
    .whereBetween('t.entry_index', [place.entryIndex, lastEntry])
    .where((later) => later.where('t.entry_index', '>', place.entryIndex).orWhere('v.ordinal', '>', place.ordinal))
    .orderBy(['t.entry_index', 'v.ordinal'])
    .limit(limit + 1)
    .select('t.task_id', 't.entry_index', 't.file_name', 'v.*');
  const shown = beginningOf(rows, limit);
  const last = shown.at(-1);
  const more = shown.length < rows.length && last !== undefined;
  return {
    items: shown.map(jobViolationOf),
    next: more ? cursorOf({ entryIndex: last.entry_index, ordinal: last.ordinal }) : null,
  };
}

/** The rows that fit into one page; at least one, so that every page leads further. */
function beginningOf(rows: readonly ViolationRow[], limit: number): readonly ViolationRow[] {
  let characters = 0;
  const end = rows.findIndex((row, index) => {
    characters += row.file_name.length + row.rule.length + row.description.length;
    return index === limit || (index > 0 && characters > maxPageCharacters);
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function successfulTasks(db: Db, jobId: JobId): Knex.QueryBuilder {
  return db('linting_tasks as t').where({ 't.job_id': jobId, 't.status': 'SUCCESS' });
}

/**
 * The entry at which so many violations after the place are complete, by the counts of the results. No index yields
 * the order of a join of two tables, so that without this bound every page would sort all that is left of the job.
 */
async function findLastEntry(db: Db, jobId: JobId, place: ViolationPlace, wanted: number): Promise<number | undefined> {
  const rows: { readonly entry_index: number; readonly violations: number }[] = await successfulTasks(db, jobId)
    .join('lint_results as r', 'r.result_key', 't.result_key')
    .where('t.entry_index', '>=', place.entryIndex)
    .whereRaw('r.blocker + r.critical + r.major + r.minor + r.info > 0')
    .orderBy('t.entry_index')
    // Each has at least one, but those of the first may all be on earlier pages.
    .limit(wanted + 1)
    .select('t.entry_index', db.raw('r.blocker + r.critical + r.major + r.minor + r.info AS violations'));
  const seen = rows[0]?.entry_index === place.entryIndex ? place.ordinal + 1 : 0;
  let sum = 0;
  for (const row of rows) {
    sum += Number(row.violations);
    if (sum >= wanted + seen) return row.entry_index;
  }
  return rows.at(-1)?.entry_index;
}

function jobViolationOf(row: ViolationRow): JobViolation {
  return {
    taskId: row.task_id,
    fileName: row.file_name,
    entryIndex: row.entry_index,
    lineNo: row.line_no,
    linePos: row.line_pos,
    endLineNo: row.end_line_no,
    endLinePos: row.end_line_pos,
    code: row.code,
    rule: row.rule,
    description: row.description,
    severity: row.severity,
    fixable: Boolean(row.fixable),
  };
}
