import { describe, expect, test } from '@jest/globals';
import type { JobState } from '../http/jobApi.ts';
import { formatJson } from './formatJson.ts';
import { formatText } from './formatText.ts';
import { exitCodeOf, type FoundViolation, type Outcome } from './outcome.ts';

const job: JobState = {
  jobId: 'job-1',
  status: 'COMPLETED',
  verdict: 'Rejected',
  errorMessage: null,
  files: { total: 3, succeeded: 3, failed: 0, cached: 0 },
  warnings: [],
};

function violation(change: Partial<FoundViolation>): FoundViolation {
  const base = { file: 'a.sql', line: 1, column: 1, code: 'LT01', rule: 'layout.spacing', severity: 'Minor' };
  return { ...base, message: 'Expected only single space.', ...change };
}

const outcome: Outcome = {
  job: { ...job, status: 'PARTIALLY_COMPLETED', files: { total: 3, succeeded: 2, failed: 1, cached: 1 } },
  violations: [
    violation({ file: 'b.sql', line: 9, column: 4 }),
    violation({ file: 'a.sql', line: 2, column: 7, code: 'PRS', severity: 'Critical', message: 'Unparsable.' }),
    violation({ file: 'a.sql', line: 10, column: 1 }),
  ],
  failedFiles: [{ file: 'aa.sql', code: 'UNDECODABLE', message: 'Neither UTF-8 nor GB18030.' }],
};

describe('the outcome as text', () => {
  test('has one line for each finding, sorted by file, and a summary', () => {
    expect(formatText(outcome).split('\n')).toEqual([
      'a.sql:2:7: PRS Unparsable.',
      'a.sql:10:1: LT01 Expected only single space.',
      'aa.sql: UNDECODABLE Neither UTF-8 nor GB18030.',
      'b.sql:9:4: LT01 Expected only single space.',
      'Rejected: 3 files, 3 violations (1 Critical, 2 Minor), 1 file could not be analysed, 1 known from before',
      '',
    ]);
  });

  test('of a clean job is one line', () => {
    const clean = { ...job, verdict: 'Passed', files: { total: 1, succeeded: 1, failed: 0, cached: 0 } };
    expect(formatText({ job: clean, violations: [], failedFiles: [] })).toBe('Passed: 1 file, 0 violations\n');
  });

  test('cannot drive the terminal of its reader', () => {
    const hostile = violation({ file: 'a\u001b[2J.sql', message: 'x\r\ny\u009b1m\u202ez' });
    expect(formatText({ job, violations: [hostile], failedFiles: [] }).split('\n')[0]).toBe(
      'a\\u001b[2J.sql:1:1: LT01 x\\u000d\\ny\\u009b1m\\u202ez',
    );
  });
});

describe('the outcome as JSON', () => {
  test('holds everything in the words of the HTTP interface', () => {
    const document = JSON.parse(formatJson(outcome));
    expect(document).toMatchObject({
      job_id: 'job-1',
      job_status: 'PARTIALLY_COMPLETED',
      verdict: 'Rejected',
      failed_files: [{ file: 'aa.sql', error_code: 'UNDECODABLE', error_message: 'Neither UTF-8 nor GB18030.' }],
    });
    expect(document.violations.map((found: { file: string }) => found.file)).toEqual(['a.sql', 'a.sql', 'b.sql']);
    expect(document.violations[0]).toEqual({
      file: 'a.sql',
      line_no: 2,
      line_pos: 7,
      code: 'PRS',
      rule: 'layout.spacing',
      severity: 'Critical',
      description: 'Unparsable.',
    });
  });
});

test('a job whose source could not be opened is an error, whatever its verdict', () => {
  const files = { total: 0, succeeded: 0, failed: 0, cached: 0 };
  expect(exitCodeOf({ ...job, status: 'FAILED', verdict: 'Rejected', files })).toBe(2);
});

test.each([
  ['Passed', 0],
  ['Rejected', 1],
  [null, 2],
])('the verdict %s means exit code %d', (verdict, exitCode) => {
  expect(exitCodeOf({ ...job, verdict })).toBe(exitCode);
});
