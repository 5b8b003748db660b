import { z } from 'zod';
import { isTerminalPhase, jobPhases, verdicts } from '../job/states.ts';

/** The one definition of the SqlLintJob: types, CRD manifest and checks all come from these schemas. */

export const group = 'sqllint.dev';
export const version = 'v1';
export const apiVersion = `${group}/${version}`;
export const kind = 'SqlLintJob';
export const plural = 'sqllintjobs';

/** Bytes of UTF-8; a resource must stay small, so longer texts go to the share. */
export const maxInlineBytes = 32 * 1024;

const sharePath = z
  .string()
  .min(1)
  .max(1024)
  .describe("Path below the namespace's folder on the share, for instance archives/nightly.zip.");
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the file, lower-case hexadecimal; a file that differs is refused.');

const shareFile = z.strictObject({ path: sharePath, sha256: sha256.optional() });

export const sourceSchema = z
  .strictObject({
    archive: shareFile.optional().describe('A ZIP on the share; every *.sql entry is a file.'),
    file: shareFile.optional().describe('One SQL file on the share.'),
    inline: z
      .strictObject({
        sql: z.string().min(1).max(maxInlineBytes).describe('The SQL text, at most 32 KiB.'),
        fileName: z.string().min(1).max(255).default('inline.sql').describe('The name the text is reported under.'),
      })
      .meta({
        'x-kubernetes-validations': [
          {
            rule: `size(bytes(self.sql)) <= ${maxInlineBytes}`,
            message: `sql must be at most ${maxInlineBytes} bytes of UTF-8; put longer texts on the share`,
          },
        ],
      })
      .optional()
      .describe('One SQL text inside the resource, a convenience for kubectl.'),
    configMap: z
      .strictObject({ name: z.string().min(1).max(253).describe('A ConfigMap of the same namespace.') })
      .optional()
      .describe('A ConfigMap; every *.sql key is a file.'),
  })
  .meta({
    description: 'Where the SQL comes from: exactly one of archive, file, inline and configMap.',
    'x-kubernetes-validations': [
      {
        rule: '[has(self.archive), has(self.file), has(self.inline), has(self.configMap)].filter(x, x).size() == 1',
        message: 'exactly one of archive, file, inline and configMap must be set',
      },
    ],
  });

const ruleReference = z.string().min(1).max(64);

export const specSchema = z
  .strictObject({
    source: sourceSchema,
    profile: z.string().min(1).max(253).default('default').describe('A SqlLintProfile; the fields below override it.'),
    dialect: z.string().min(1).max(32).optional().describe('A dialect of SQLFluff, for instance mysql.'),
    rules: z.array(ruleReference).max(200).optional().describe('Rules to apply: code, name, group or alias.'),
    excludeRules: z.array(ruleReference).max(200).optional().describe('Rules to leave out.'),
    encoding: z
      .string()
      .min(1)
      .max(32)
      .optional()
      .describe('auto, or the encoding of the files, for instance gb18030.'),
    execution: z
      .enum(['Job', 'Pool'])
      .default('Job')
      .describe("Job: Kubernetes Jobs of its own; Pool: the namespace's warm runners."),
    parallelism: z.int().min(1).max(100).default(2).describe('Upper bound of pods for this job.'),
    priority: z.int().min(-1000).max(1000).default(0).describe('Jobs of higher priority are admitted first.'),
    suspend: z.boolean().default(false).describe('No pods while true.'),
    cancelled: z.boolean().default(false).describe('Ends the job as Cancelled.'),
    activeDeadlineSeconds: z
      .int()
      .min(1)
      .max(604800)
      .default(3600)
      .describe('Seconds from the start until the job is ended.'),
    fileTimeoutSeconds: z
      .int()
      .min(1)
      .max(3600)
      .default(60)
      .describe('Seconds for the analysis of one file, or of each part of a big one.'),
    backoffLimit: z.int().min(0).max(100).default(6).describe('Runner failures before the job is given up.'),
    ttlSecondsAfterFinished: z
      .int()
      .min(0)
      .max(31536000)
      .default(86400)
      .describe('Seconds until a finished job is deleted; its history stays.'),
    ttlSecondsAfterFailed: z
      .int()
      .min(0)
      .max(31536000)
      .optional()
      .describe('The same for a job that ended as Failed or PartiallyCompleted; ttlSecondsAfterFinished unless set.'),
    callback: z
      .strictObject({
        url: z
          .string()
          .min(1)
          .max(2048)
          .regex(/^https?:\/\//)
          .describe('An http or https address; what may be reached is for the installation to say.'),
        secretRef: z
          .strictObject({
            name: z.string().min(1).max(253).describe('A Secret of the same namespace.'),
            key: z.string().min(1).max(253).default('secret').describe('The key whose value signs the request.'),
          })
          .optional()
          .describe('What the request is signed with.'),
      })
      .optional()
      .describe('Who is told by an HTTP POST when the job is finished.'),
    submitter: z
      .strictObject({ userId: z.string().max(128).optional(), productName: z.string().max(128).optional() })
      .optional()
      .describe('Who submitted the job; for queries and logs.'),
  })
  .meta({
    'x-kubernetes-validations': (
      [
        'source',
        'profile',
        'dialect',
        'rules',
        'excludeRules',
        'encoding',
        'execution',
        'activeDeadlineSeconds',
        'fileTimeoutSeconds',
        'backoffLimit',
        'callback',
        'submitter',
      ] as const
    ).map((field) => ({
      rule: `has(self.${field}) == has(oldSelf.${field}) && (!has(self.${field}) || self.${field} == oldSelf.${field})`,
      message: `spec.${field} is immutable`,
    })),
  });

export const conditionSchema = z.strictObject({
  type: z.string().max(316),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string().max(1024),
  message: z.string().max(4096),
  lastTransitionTime: z.iso.datetime(),
  observedGeneration: z.int().min(0).optional(),
});

const count = z.int().min(0);

/** How the API says that a progress report came too late; the Kubernetes adapter looks for it. */
export const staleProgressMessage = 'a progress must not be older than the one before';

export const progressSchema = z
  .strictObject({
    total: count.describe('SQL files of the source.'),
    succeeded: count.describe('Files analysed.'),
    failed: count.describe('Files that could not be analysed.'),
    cached: count.describe('Files among the succeeded that an earlier result settled.'),
    updatedAt: z.iso.datetime(),
  })
  .meta({
    'x-kubernetes-validations': [{ rule: 'self.updatedAt >= oldSelf.updatedAt', message: staleProgressMessage }],
  });

export const finalPhaseMessage = 'a terminal phase is final';
export const attemptsMessage = 'status.workload.attempt is counted upwards';

const terminal = JSON.stringify(jobPhases.filter(isTerminalPhase)).replaceAll('"', "'");

/** What holds whoever writes, also an operator that does not know yet that another one has taken over. */
const statusRules = [
  {
    rule: `!(has(oldSelf.phase) && oldSelf.phase in ${terminal}) || (has(self.phase) && self.phase == oldSelf.phase)`,
    message: finalPhaseMessage,
  },
  {
    rule: '!has(oldSelf.workload) || (has(self.workload) && self.workload.attempt >= oldSelf.workload.attempt)',
    message: attemptsMessage,
  },
];

export const statusSchema = z
  .strictObject({
    observedGeneration: z.int().min(0).optional(),
    phase: z.enum(jobPhases).optional(),
    verdict: z.enum(verdicts).optional(),
    jobId: z.string().max(64).optional(),
    progress: progressSchema.optional().describe('Written by runners.'),
    violations: z
      .strictObject({ total: count, blocker: count, critical: count, major: count, minor: count, info: count })
      .optional(),
    workload: z
      .strictObject({
        attempt: count.describe('Number of the newest workload of runners, from 1.'),
        failures: count.describe('Runner failures in the workloads before it; compared with spec.backoffLimit.'),
        createdAt: z.iso.datetime(),
        refusedAt: z.iso.datetime().optional().describe('Since when the cluster refuses to create a workload.'),
      })
      .optional()
      .describe('The runners of this job, as far as the operator must remember them.'),
    callback: z
      .strictObject({
        attempts: count.describe('Requests so far.'),
        lastAttemptAt: z.iso.datetime().optional(),
        nextAttemptAt: z.iso.datetime().optional().describe('When the next request is due, if one is.'),
      })
      .optional()
      .describe('How far the callback is; the condition CallbackDelivered says how it ended.'),
    startTime: z.iso.datetime().optional(),
    completionTime: z.iso.datetime().optional(),
    conditions: z.array(conditionSchema).max(16).optional(),
  })
  .meta({ 'x-kubernetes-validations': statusRules });

export type SourceSpec = z.infer<typeof sourceSchema>;
export type SqlLintJobSpec = z.infer<typeof specSchema>;
/** A spec as a person writes it, before the defaults are filled in. */
export type SqlLintJobSpecInput = z.input<typeof specSchema>;
export type SqlLintJobStatus = z.infer<typeof statusSchema>;
export type JobProgressStatus = z.infer<typeof progressSchema>;
export type Condition = z.infer<typeof conditionSchema>;

export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface SqlLintJob {
  readonly apiVersion: typeof apiVersion;
  readonly kind: typeof kind;
  readonly metadata: ObjectMeta;
  readonly spec: SqlLintJobSpec;
  readonly status?: SqlLintJobStatus;
}

/** The fields of `spec` that may change after creation. */
export type MutableSpec = Partial<
  Pick<
    SqlLintJobSpec,
    'suspend' | 'cancelled' | 'parallelism' | 'priority' | 'ttlSecondsAfterFinished' | 'ttlSecondsAfterFailed'
  >
>;
