import { z } from 'zod';
import { severities } from '../job/states.ts';
import { defaultProfile } from '../profile/defaultProfile.ts';
import { profileRunnerSchema } from './profileRunner.ts';
import { conditionSchema } from './sqlLintJob.ts';

/** The one definition of the SqlLintProfile: types, CRD manifest and checks all come from these schemas. */

export const profileKind = 'SqlLintProfile';
export const profilePlural = 'sqllintprofiles';

const maxSeverities = 200;
/** Characters of the longest code, with room for those of plugins. What is no code, `checkProfile` says in full. */
const maxCode = 8;
const maxConfigKeys = 200;
const mebibyte = 1024 * 1024;

const ruleReferences = z.array(z.string().min(1).max(64)).max(200);
const mostViolations = z.int().min(0).max(1_000_000_000).optional();

const gateSchema = z.strictObject({
  maxViolations: z
    .strictObject({
      Blocker: mostViolations,
      Critical: mostViolations,
      Major: mostViolations,
      Minor: mostViolations,
      Info: mostViolations,
    } satisfies Record<(typeof severities)[number], typeof mostViolations>)
    .optional()
    .describe('The most violations of each severity that still pass; what is not listed does not matter.'),
  maxFailedFiles: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe('The most files that may be impossible to analyse; 0 when absent.'),
});

const severityMap = z
  .record(z.string(), z.enum(severities))
  .refine((map) => Object.keys(map).length <= maxSeverities, { error: `at most ${maxSeverities} rules` })
  .meta({
    maxProperties: maxSeverities,
    'x-kubernetes-validations': [
      {
        rule: `self.all(code, size(code) <= ${maxCode})`,
        message: 'keys must be codes of rules such as LT05, or what codes begin with, such as LT',
      },
    ],
  });

const configSchema = z
  .record(z.string(), z.unknown())
  .refine((config) => Object.keys(config).length <= maxConfigKeys, { error: `at most ${maxConfigKeys} settings` })
  .meta({ maxProperties: maxConfigKeys, 'x-kubernetes-preserve-unknown-fields': true });

export const profileSpecSchema = z.strictObject({
  dialect: z.string().min(1).max(32).default(defaultProfile.dialect).describe('A dialect of SQLFluff.'),
  rules: ruleReferences.optional().describe('Rules to apply: code, name, group or alias; all when absent.'),
  excludeRules: ruleReferences.optional().describe('Rules to leave out.'),
  config: configSchema
    .optional()
    .describe(
      'Settings of SQLFluff, nested as in its configuration files; only those that hold no path or expression.',
    ),
  severities: severityMap
    .optional()
    .describe('Severity by the code of a rule, or by what codes begin with; the rest is as in the built-in profile.'),
  gate: gateSchema.optional().describe('What makes a job Rejected; as in the built-in profile when absent.'),
  noqa: z.enum(['Honour', 'Ignore']).default(defaultProfile.noqa).describe('Whether `-- noqa` in a text counts.'),
  inlineConfig: z
    .enum(['Ignore', 'Honour'])
    .default(defaultProfile.inlineConfig)
    .describe('Whether `-- sqlfluff:` lines in a text count, within the settings that are allowed here.'),
  parser: z
    .enum(['Rust', 'Python'])
    .default(defaultProfile.parser)
    .describe("Rust is faster and falls back to Python where it is missing; Python is SQLFluff's reference."),
  templater: z.enum(['raw']).default('raw').describe('Only raw: templates of SQL files can run code.'),
  encoding: z
    .string()
    .min(1)
    .max(32)
    .default(defaultProfile.encoding)
    .describe('auto, or the encoding of the files, for instance gb18030.'),
  limits: z
    .strictObject({
      maxFileBytes: z
        .int()
        .min(1)
        .max(100 * mebibyte)
        .optional()
        .describe('Bytes; a larger file is not analysed. 20 MiB when absent.'),
      chunkAboveBytes: z
        .int()
        .min(1024)
        .max(100 * mebibyte)
        .optional()
        .describe('Bytes; a larger file is analysed in parts. 64 KiB when absent.'),
    })
    .optional()
    .describe('How large files are dealt with.'),
  runner: profileRunnerSchema
    .optional()
    .describe('Where and with what the pods run, as far as the installation allows profiles to say so.'),
});

export const profileStatusSchema = z.strictObject({
  observedGeneration: z.int().min(0).optional().describe('The generation of the spec that was checked.'),
  conditions: z.array(conditionSchema).max(16).optional(),
});

export type SqlLintProfileSpec = z.infer<typeof profileSpecSchema>;
export type SqlLintProfileStatus = z.infer<typeof profileStatusSchema>;

/** A profile as it was found. What somebody wrote is looked at where it is used: `checkProfile` says what is wrong. */
export interface FoundProfile {
  readonly namespace: string;
  readonly name: string;
  readonly spec: unknown;
  /** A sentence for a profile of which nothing can be read. */
  readonly unreadable?: string;
  /** Sentences about what the installation does not let this profile say. */
  readonly refusals?: readonly string[];
  /** The file that it was read from, of a folder of profiles. */
  readonly file?: string;
}
