import { countCodes, countSeverities, severityOf } from '@sqllint/core/profile/severity';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { ResultFile, ResultViolation } from '@sqllint/core/result/resultFile';
import { resultPathOf } from '@sqllint/core/share/openShare';
import { sqlfluffVersion } from '@sqllint/core/sqlfluff/catalogue';
import type { NewResult, StoredViolation } from '@sqllint/core/store/types';
import type { EngineFix, EngineViolation } from '../engine/index.ts';
import { engineVersion } from '../engineVersion.ts';
import type { Findings } from '../linting/findings.ts';
import { measureText } from '../text/measureText.ts';
import { cutText } from './cutText.ts';
import { summarise } from './summarise.ts';

export interface Analysis {
  readonly resultKey: string;
  readonly profile: Pick<EffectiveProfile, 'dialect' | 'severities'>;
  /** Codes, sorted. */
  readonly rulesApplied: readonly string[];
  readonly fileName: string;
  /** Bytes, before decoding. */
  readonly fileSize: number;
  /** With normalised line ends. */
  readonly text: string;
  readonly mode: ResultFile['analysis_metadata']['mode'];
  readonly encoding: string;
  readonly findings: Findings;
  readonly analysisMs: number;
  /** Milliseconds since the epoch. */
  readonly analysedAt: number;
}

/** What an analysis leaves behind: a row for the database and a file for the share, which say the same. */
export function buildResult(analysis: Analysis): { readonly result: NewResult; readonly file: ResultFile } {
  const { resultKey, fileSize, analysisMs } = analysis;
  const measure = measureText(analysis.text);
  const { severities } = analysis.profile;
  const { findings } = analysis;
  const violations = findings.violations.map((violation) => ({
    ...violation,
    description: cutText(violation.description),
    severity: severityOf(violation.code, severities),
  }));
  const unlisted = countCodes(findings.unlisted, severities);
  return {
    result: {
      resultKey,
      path: resultPathOf(resultKey),
      engineVersion,
      fileSize,
      ...measure,
      analysisMs,
      violations: violations.map(storedViolation),
      unlisted,
    },
    file: {
      violations: violations.map(fileViolation),
      summary: summarise({
        listed: countSeverities(violations),
        unlisted,
        linesWithViolation: findings.linesWithViolation,
        lineCount: measure.lineCount,
      }),
      file_info: {
        file_name: analysis.fileName,
        file_size: fileSize,
        line_count: measure.lineCount,
        character_count: measure.characterCount,
      },
      analysis_metadata: {
        sqlfluff_version: sqlfluffVersion,
        dialect: analysis.profile.dialect,
        analysis_time: new Date(analysis.analysedAt).toISOString(),
        analysis_ms: analysisMs,
        rules_applied: [...analysis.rulesApplied],
        mode: analysis.mode,
        encoding: analysis.encoding,
        engine_version: engineVersion,
        result_key: resultKey,
      },
    },
  };
}

type JudgedViolation = EngineViolation & Pick<StoredViolation, 'severity'>;

function storedViolation(violation: JudgedViolation): StoredViolation {
  const { lineNo, linePos, endLineNo, endLinePos, code, rule, description, severity, fixable } = violation;
  return { lineNo, linePos, endLineNo, endLinePos, code, rule, description, severity, fixable };
}

function fileViolation(violation: JudgedViolation): ResultViolation {
  const { code, description, rule, severity, fixable } = violation;
  return {
    line_no: violation.lineNo,
    line_pos: violation.linePos,
    end_line_no: violation.endLineNo,
    end_line_pos: violation.endLinePos,
    code,
    description,
    rule,
    severity,
    fixable,
    fixes: wholeFixes(violation.fixes),
  };
}

/** The longest edit, in UTF-16 units. */
const longestEdit = 16_384;

/** A proposal is given whole or not at all: half of its edits, or half of an edit, would break the SQL. */
function wholeFixes(fixes: readonly EngineFix[]): ResultViolation['fixes'] {
  return fixes.some((fix) => fix.edit.length > longestEdit) ? [] : fixes.map(fileFix);
}

function fileFix(fix: EngineFix): ResultViolation['fixes'][number] {
  return {
    type: fix.type,
    edit: fix.edit,
    line_no: fix.lineNo,
    line_pos: fix.linePos,
    end_line_no: fix.endLineNo,
    end_line_pos: fix.endLinePos,
  };
}
