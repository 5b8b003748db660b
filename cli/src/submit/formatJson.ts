import type { Outcome } from './outcome.ts';
import { sortedByFile } from './outcome.ts';

/** The outcome for programs: one JSON document, in the words of the HTTP interface. */
export function formatJson({ job, violations, failedFiles }: Outcome): string {
  const document = {
    job_id: job.jobId,
    job_status: job.status,
    verdict: job.verdict,
    error_message: job.errorMessage,
    files: job.files,
    warnings: job.warnings,
    violations: sortedByFile(violations).map((found) => ({
      file: found.file,
      line_no: found.line,
      line_pos: found.column,
      code: found.code,
      rule: found.rule,
      severity: found.severity,
      description: found.message,
    })),
    failed_files: sortedByFile(failedFiles).map(({ file, code, message }) => ({
      file,
      error_code: code,
      error_message: message,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
