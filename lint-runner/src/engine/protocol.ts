import type { Settings } from '@sqllint/core/profile/types';
import { z } from 'zod';

/** Why the engine could not analyse a text; a subset of the task error codes. */
export const engineErrorCodes = ['TIMEOUT', 'OUT_OF_MEMORY', 'ENGINE_CRASH', 'TEMPLATE_ERROR'] as const;
export type EngineErrorCode = (typeof engineErrorCodes)[number];

/** What the engine needs to know of a profile; made by `engineProfileOf`. */
export interface EngineProfile {
  /** Equal keys mean equal settings: the engine keeps one linter for each key. */
  readonly key: string;
  /** A dialect label of SQLFluff, for instance `mysql`. */
  readonly dialect: string;
  /** Rule references as SQLFluff accepts them; empty means all rules. */
  readonly rules: readonly string[];
  readonly excludeRules: readonly string[];
  readonly parser: 'Rust' | 'Python';
  readonly noqa: 'Honour' | 'Ignore';
  readonly settings: Settings;
}

/** One line to the engine. */
export interface EngineRequest {
  readonly id: number;
  readonly profile: EngineProfile;
  readonly text: string;
  readonly file_name: string;
  /** Set when the text is a part of a file. */
  readonly part?: PartOfText;
}

/** How a part of a file is to be analysed. */
export interface PartOfText {
  /** Codes of the rules that this part cannot answer. */
  readonly exclude: readonly string[];
  /** What the rules remembered behind the part before, as the engine gave it; '' for the first part. */
  readonly memory: string;
}

const position = z.number().int().nonnegative();

const fixSchema = z
  .object({
    type: z.string(),
    edit: z.string(),
    start_line_no: position,
    start_line_pos: position,
    end_line_no: position,
    end_line_pos: position,
  })
  .transform((fix) => ({
    /** `create_before`, `create_after`, `replace` or `delete`. */
    type: fix.type,
    edit: fix.edit,
    lineNo: fix.start_line_no,
    linePos: fix.start_line_pos,
    endLineNo: fix.end_line_no,
    endLinePos: fix.end_line_pos,
  }));

const violationSchema = z
  .object({
    line_no: position,
    line_pos: position,
    end_line_no: position.nullable(),
    end_line_pos: position.nullable(),
    code: z.string(),
    name: z.string(),
    description: z.string(),
    fixable: z.boolean(),
    warning: z.boolean(),
    fixes: z.array(fixSchema).optional(),
  })
  .transform((violation) => ({
    lineNo: violation.line_no,
    linePos: violation.line_pos,
    endLineNo: violation.end_line_no,
    endLinePos: violation.end_line_pos,
    code: violation.code,
    /** The rule's name, for instance `layout.spacing`; empty for PRS and LXR. */
    rule: violation.name,
    description: violation.description,
    fixable: violation.fixable,
    /** True when the settings make this rule a warning. */
    warning: violation.warning,
    fixes: violation.fixes ?? [],
  }));

/** A change that SQLFluff proposes, in positions of the text (1-based, in characters). */
export type EngineFix = Readonly<z.output<typeof fixSchema>>;

/** A violation; lines and positions count from 1, positions in characters (code points). */
export type EngineViolation = Readonly<Omit<z.output<typeof violationSchema>, 'fixes'>> & {
  readonly fixes: readonly EngineFix[];
};

const sandboxSchema = z.object({
  /** The version of Landlock that holds; 0 where the system has none. */
  landlock_abi: z.number().int().nonnegative(),
  /** True when a filter denies all system calls but those that computing needs. */
  seccomp: z.boolean(),
});

/** What keeps an engine from doing anything but compute. */
export type EngineSandbox = Readonly<z.output<typeof sandboxSchema>>;

const readySchema = z.object({
  type: z.literal('ready'),
  sqlfluff_version: z.string().min(1),
  engine_version: z.string().min(1),
  pid: z.number().int().positive(),
  /** An engine that does not speak of a sandbox has none. */
  sandbox: sandboxSchema.default({ landlock_abi: 0, seccomp: false }),
});

const successSchema = z.object({
  id: z.number().int(),
  ok: z.literal(true),
  violations: z.array(violationSchema),
  /** Milliseconds for the whole file, of which `parse_ms` went to lexing and parsing. */
  analysis_ms: z.number().nonnegative(),
  parse_ms: z.number().nonnegative(),
  /** What the rules of a part remember behind it; equal memories are equal texts. */
  memory: z.string().default(''),
});

const failureSchema = z.object({
  id: z.number().int(),
  ok: z.literal(false),
  error: z.object({
    code: z.enum(['TEMPLATE_ERROR', 'ENGINE_CRASH', 'OUT_OF_MEMORY']),
    message: z.string(),
  }),
});

/** One line from the engine. */
export const engineLineSchema = z.union([successSchema, failureSchema, readySchema]);
export type EngineLine = z.output<typeof engineLineSchema>;
export type EngineReady = z.output<typeof readySchema>;
export type EngineAnswer = z.output<typeof successSchema> | z.output<typeof failureSchema>;

/** One text to analyse. */
export interface AnalyseRequest {
  readonly profile: EngineProfile;
  /** Decoded text without a byte order mark. */
  readonly text: string;
  /** Only for messages; the engine never opens it. */
  readonly fileName: string;
  /** Milliseconds for this file; the pool's `fileTimeoutMs` when absent. */
  readonly timeoutMs?: number;
  /** Set when the text is a part of a file. */
  readonly part?: PartOfText;
}

/** How one text ended. */
export type EngineOutcome =
  | {
      readonly ok: true;
      readonly violations: readonly EngineViolation[];
      /** Milliseconds that the engine spent on the file. */
      readonly analysisMs: number;
      /** What the rules of a part remember behind it. */
      readonly memory?: string;
    }
  | { readonly ok: false; readonly errorCode: EngineErrorCode; readonly message: string };

/** Why an engine process was replaced by another; `abandoned`: nobody waited any more for the file that it had. */
export type EngineRestartReason = 'timeout' | 'memory' | 'crash' | 'recycled' | 'abandoned';

/** What a pool has done so far. */
export interface EnginePoolStats {
  readonly engines: number;
  readonly ready: number;
  readonly busy: number;
  /** Requests that no engine has yet. */
  readonly waiting: number;
  readonly analysed: number;
  readonly restarts: Readonly<Record<EngineRestartReason, number>>;
}
