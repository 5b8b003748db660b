import { parseFields } from '../errors/parseFields.ts';
import { Problem } from '../errors/problem.ts';
import { type SubmissionOptions, submissionSchema } from './schema.ts';

export type SubmittedSource =
  | { readonly kind: 'text'; readonly sql: string }
  | { readonly kind: 'archive'; readonly path: string };

export interface Submission {
  readonly source: SubmittedSource;
  readonly options: SubmissionOptions;
}

/**
 * Checks the body of `POST /jobs`.
 * @throws Problem INVALID_REQUEST, also when both or neither of the sources are given
 */
export function readSubmission(body: unknown): Submission {
  const { sql_content: sql, zip_file_path: path, ...options } = parseFields(submissionSchema, body);
  if (isGiven(sql) && !isGiven(path)) return { source: { kind: 'text', sql }, options };
  if (isGiven(path) && !isGiven(sql)) return { source: { kind: 'archive', path }, options };
  throw sourceProblem(isGiven(sql) ? 'are both given' : 'are both missing');
}

function isGiven(text: string | null | undefined): text is string {
  return text !== undefined && text !== null;
}

function sourceProblem(what: string): Problem {
  const remedy = 'send exactly one of sql_content and zip_file_path';
  return new Problem('INVALID_REQUEST', `sql_content and zip_file_path ${what}; ${remedy}.`, {
    errors: ['sql_content', 'zip_file_path'].map((field) => ({ field, value: null, remedy })),
  });
}
