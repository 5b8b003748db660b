import type { SeverityCounts } from '../../../job/states.ts';
import type { Db } from '../../dialect.ts';
import type { ResultRecord } from '../../types.ts';

interface ResultRow extends SeverityCounts {
  readonly result_key: string;
  readonly path: string;
  readonly engine_version: string;
  readonly file_size: number;
  readonly line_count: number;
  readonly character_count: number;
  readonly analysis_ms: number;
  readonly created_at: number;
}

export async function getResult(db: Db, resultKey: string): Promise<ResultRecord | undefined> {
  const row: ResultRow | undefined = await db('lint_results').where({ result_key: resultKey }).first();
  return row && resultRecordOf(row);
}

function resultRecordOf(row: ResultRow): ResultRecord {
  const { blocker, critical, major, minor, info } = row;
  return {
    resultKey: row.result_key,
    path: row.path,
    engineVersion: row.engine_version,
    fileSize: row.file_size,
    lineCount: row.line_count,
    characterCount: row.character_count,
    analysisMs: row.analysis_ms,
    counts: { blocker, critical, major, minor, info },
    createdAt: row.created_at,
  };
}
