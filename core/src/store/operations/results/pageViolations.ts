import type { JobId, TaskId } from '../../../job/ids.ts';
import type { Severity } from '../../../job/states.ts';
import type { Db } from '../../dialect.ts';
import type { JobViolation } from '../../types.ts';
import { cursorOf, placeOf } from './violationCursor.ts';

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

export interface ViolationPage {
  readonly items: readonly JobViolation[];
  readonly next: string | null;
}

/**
 * Violations of a job in order of entry, line and position.
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
  const rows: ViolationRow[] = await db('linting_tasks as t')
    .join('lint_violations as v', 'v.result_key', 't.result_key')
    .where({ 't.job_id': jobId, 't.status': 'SUCCESS' })
    // Implied by the condition after it, but in a form that an index serves.
    .where('t.entry_index', '>=', place.entryIndex)
    .where((later) => later.where('t.entry_index', '>', place.entryIndex).orWhere('v.ordinal', '>', place.ordinal))
    .orderBy(['t.entry_index', 'v.ordinal'])
    .limit(limit + 1)
    .select('t.task_id', 't.entry_index', 't.file_name', 'v.*');
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: shown.map(jobViolationOf),
    next: more ? cursorOf({ entryIndex: last.entry_index, ordinal: last.ordinal }) : null,
  };
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
