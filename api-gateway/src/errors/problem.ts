import { z } from 'zod';
import { catalogue, type ProblemCode } from './catalogue.ts';

/** One field that was wrong: what it was, and what would be accepted. */
export interface FieldError {
  readonly field: string;
  /** As text, cut; null when the field is missing. */
  readonly value: string | null;
  readonly remedy: string;
}

export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  /** Seconds; becomes `Retry-After`. */
  readonly retryAfter?: number;
  /** For `Allow` and the like. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An answer that is not a success. The message is the `detail`: a sentence for the caller, never about the server's inside. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfter: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.errors = options.errors;
    this.retryAfter = options.retryAfter;
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return catalogue[this.code].status;
  }
}

/** The body of every answer that is not a success: RFC 9457, with `detail` as text for callers of the old service. */
export const problemSchema = z.strictObject({
  type: z.string().describe('Names the kind of problem; stable.'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().describe('The kind of problem in one word, for programs.'),
  request_id: z.string().optional(),
  errors: z.array(z.strictObject({ field: z.string(), value: z.string().nullable(), remedy: z.string() })).optional(),
});

export type ProblemBody = z.infer<typeof problemSchema>;

export function problemBody(problem: Problem, requestId?: string): ProblemBody {
  const { status, title } = catalogue[problem.code];
  return {
    type: `https://sqllint.dev/problems/${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: problem.message,
    code: problem.code,
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(problem.errors === undefined ? {} : { errors: [...problem.errors] }),
  };
}
