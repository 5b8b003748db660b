import { addCounts, countSeverities, noViolations } from '../../../profile/severity.ts';
import { type Db, nowMs } from '../../dialect.ts';
import { insertIfAbsent } from '../../insertIfAbsent.ts';
import type { NewResult, StoredViolation } from '../../types.ts';

/**
 * Inserts results and their violations; a result that exists stays as it is, with the violations that it has.
 * @param writer unique to the calling transaction: by it the results are known that are new
 */
export async function addResults(trx: Db, results: readonly NewResult[], writer: string): Promise<void> {
  const byKey = new Map(results.map((result) => [result.resultKey, result]));
  // Always in the same order, so that two transactions with common keys wait for each other instead of deadlocking.
  const keys = [...byKey.keys()].sort();
  const distinct = keys.flatMap((key) => byKey.get(key) ?? []);
  await insertIfAbsent(
    trx,
    'lint_results',
    'result_key',
    distinct.map((result) => resultRow(trx, result, writer)),
  );
  const added = new Set<string>(
    await trx('lint_results').whereIn('result_key', keys).where({ writer }).pluck('result_key'),
  );
  const violations = distinct.filter((result) => added.has(result.resultKey)).flatMap(violationRows);
  await insertIfAbsent(trx, 'lint_violations', 'result_key', violations);
}

function resultRow(trx: Db, result: NewResult, writer: string) {
  return {
    result_key: result.resultKey,
    path: result.path,
    engine_version: result.engineVersion,
    file_size: result.fileSize,
    line_count: result.lineCount,
    character_count: result.characterCount,
    analysis_ms: result.analysisMs,
    ...addCounts(countSeverities(result.violations), result.unlisted ?? noViolations),
    writer,
    created_at: nowMs(trx),
  };
}

/** The ordinal is the rank by line and position, so that the primary key yields violations in the order of reading. */
function violationRows(result: NewResult) {
  return [...result.violations].sort(byPlace).map((violation, ordinal) => ({
    result_key: result.resultKey,
    ordinal,
    line_no: violation.lineNo,
    line_pos: violation.linePos,
    end_line_no: violation.endLineNo,
    end_line_pos: violation.endLinePos,
    code: violation.code,
    rule: violation.rule,
    description: violation.description,
    severity: violation.severity,
    fixable: violation.fixable,
  }));
}

function byPlace(a: StoredViolation, b: StoredViolation): number {
  return a.lineNo - b.lineNo || a.linePos - b.linePos;
}
