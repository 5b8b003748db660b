import { finalizer } from '@sqllint/core/cluster/finalizer';
import type { NewSqlLintJob } from '@sqllint/core/cluster/jobResources';
import { fileNameAnnotation } from '@sqllint/core/job/displayName';
import { jobIdLabel } from '@sqllint/core/job/identity';
import type { JobId } from '@sqllint/core/job/ids';
import type { SqlLintJobSpecInput } from '@sqllint/core/resource/sqlLintJob';
import type { SubmissionOptions } from './schema.ts';

/**
 * The resource of a submission. What the caller did not choose is left to the resource's defaults, but for the lane: one
 * text is done sooner by runners that are there already than a pod of its own could start.
 */
export function newJob(options: {
  readonly jobId: JobId;
  readonly namespace: string;
  readonly source: SqlLintJobSpecInput['source'];
  readonly chosen: SubmissionOptions;
}): NewSqlLintJob {
  const { jobId, namespace, source, chosen } = options;
  const fileName = chosen.file_name;
  return {
    namespace,
    name: jobId,
    labels: { [jobIdLabel]: jobId },
    ...(fileName ? { annotations: { [fileNameAnnotation]: fileName } } : {}),
    // The operator would add it before anything else, by a write of its own for each job.
    finalizers: [finalizer],
    spec: { source, ...(source.file && { execution: 'Pool' }), ...specOf(chosen) },
  };
}

function specOf(chosen: SubmissionOptions): Omit<SqlLintJobSpecInput, 'source'> {
  return given({
    profile: chosen.profile,
    dialect: chosen.dialect,
    rules: chosen.rules,
    excludeRules: chosen.exclude_rules,
    encoding: chosen.encoding,
    execution: chosen.execution,
    parallelism: chosen.parallelism,
    priority: chosen.priority,
    callback: chosen.callback_url ? { url: chosen.callback_url } : undefined,
    submitter: submitterOf(chosen),
  });
}

function submitterOf({ user_id: userId, product_name: productName }: SubmissionOptions) {
  const submitter = given({ userId, productName });
  return Object.keys(submitter).length === 0 ? undefined : submitter;
}

type Given<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], null | undefined> };

function given<Fields extends object>(fields: Fields): Given<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as Given<Fields>;
}
