import { z } from 'zod';
import { severities } from '../job/states.ts';

/** The one definition of a result file: what a runner writes to the share and what the gateway answers. */

const position = z.int().min(0);

export const resultFixSchema = z.object({
  type: z.string().describe('create_before, create_after, replace or delete.'),
  edit: z.string().describe('The text to put there.'),
  line_no: position,
  line_pos: position,
  end_line_no: position.nullable(),
  end_line_pos: position.nullable(),
});

export const resultViolationSchema = z.object({
  line_no: position.describe('Counts from 1.'),
  line_pos: position.describe('Counts from 1, in characters.'),
  end_line_no: position.nullable(),
  end_line_pos: position.nullable(),
  code: z.string().describe('For instance LT01; PRS and LXR for what SQLFluff could not read.'),
  description: z.string(),
  rule: z.string().describe("The rule's name, for instance layout.spacing; empty for PRS and LXR."),
  severity: z.enum(severities),
  fixable: z.boolean(),
  fixes: z.array(resultFixSchema),
});

export const resultFileSchema = z.object({
  violations: z.array(resultViolationSchema),
  summary: z.object({
    total_violations: z.int().min(0),
    critical_violations: z.int().min(0).describe('Those of severity Blocker or Critical.'),
    warning_violations: z.int().min(0).describe('All others.'),
    listed_violations: z
      .int()
      .min(0)
      .optional()
      .describe('Length of violations; fewer than the total only when a file has more than 20,000.'),
    file_passed: z.boolean().describe('True without critical violations.'),
    success_rate: z
      .number()
      .min(0)
      .max(100)
      .describe('Percentage of the lines on which no violation begins, two decimals; 100 for an empty file.'),
  }),
  file_info: z.object({
    file_name: z.string(),
    file_size: z.int().min(0).describe('Bytes, before decoding.'),
    line_count: z.int().min(0),
    character_count: z.int().min(0).describe('Unicode code points, with each line end as one.'),
  }),
  analysis_metadata: z.object({
    sqlfluff_version: z.string(),
    dialect: z.string(),
    analysis_time: z.iso.datetime().describe('When the file was analysed.'),
    analysis_ms: z.number().min(0).describe('Milliseconds that the analysis took.'),
    rules_applied: z.array(z.string()).describe('Codes of the rules that were applied.'),
    mode: z.enum(['whole', 'chunked']).describe('Whether the file was analysed as a whole or in parts.'),
    encoding: z.string().describe('The encoding that the file was read with.'),
    engine_version: z.string(),
    result_key: z.string().describe('SHA-256 of content, profile and engine version.'),
  }),
});

export type ResultFile = z.infer<typeof resultFileSchema>;
export type ResultViolation = z.infer<typeof resultViolationSchema>;

/**
 * Reads the text of a result file.
 * @throws ZodError or SyntaxError for a file that no runner wrote
 */
export function parseResultFile(json: string): ResultFile {
  return resultFileSchema.parse(JSON.parse(json));
}

/**
 * A result as one task sees it. Results are shared by files of equal content, so the stored name is that of whichever
 * file was analysed first.
 */
export function withFileName(result: ResultFile, fileName: string): ResultFile {
  return { ...result, file_info: { ...result.file_info, file_name: fileName } };
}
