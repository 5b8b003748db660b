import { finalizer } from '../cluster/finalizer.ts';
import type { NewSqlLintJob } from '../cluster/jobResources.ts';
import type { SqlLintJob, SqlLintJobSpecInput } from '../resource/sqlLintJob.ts';
import type { JobRecord } from '../store/types.ts';
import { displayNameOf, fileNameAnnotation } from './displayName.ts';
import { jobIdLabel, jobIdOf } from './identity.ts';
import { type JobId, retryIdOf } from './ids.ts';

/** Label and annotation of a job that repeats another: that one's job id. */
export const retryOfKey = 'sqllint.dev/retry-of';

/**
 * Kueue decides by these when a job may begin. Other labels are not repeated: those of Helm or Argo CD would make them
 * take the new resource for one of theirs that nobody wants any more.
 */
const kueueLabels = 'kueue.x-k8s.io/';

/**
 * The job that repeats an ended one: a terminal phase is final, so it is another resource, with the same source, profile
 * and settings. Results are content-addressed: files that were analysed are settled from the store, and only those that
 * failed are analysed again. Its name follows from the ended job, so that an ended job has at most one retry.
 */
export function retryOf(job: SqlLintJob): NewSqlLintJob {
  const labels = Object.entries(job.metadata.labels ?? {}).filter(([key]) => key.startsWith(kueueLabels));
  return newRetry({
    retried: jobIdOf(job),
    namespace: job.metadata.namespace,
    fileName: displayNameOf(job),
    labels: Object.fromEntries(labels),
    spec: { ...job.spec, suspend: false, cancelled: false },
  });
}

export type RecordedRetry =
  | { readonly ok: true; readonly job: NewSqlLintJob }
  | { readonly ok: false; readonly message: string };

/**
 * The same for a job whose resource is gone, as far as its row says enough: what the row does not hold (the callback, the
 * parallelism, the deadlines) has its default.
 * @param fileName what a single file was reported under; undefined when that is not known
 * @returns a sentence when the row says too little
 */
export function retryOfRecord(record: JobRecord, fileName: string | undefined): RecordedRetry {
  const { jobId, namespace, sourcePath, submissionType, profile, execution, priority, userId, productName } = record;
  // What is neither an archive nor a file on the share is known to the resource alone.
  if (/^(inline|configmap)\//.test(sourcePath)) {
    return { ok: false, message: 'The resource of the job is gone, and its SQL with it; submit it again.' };
  }
  if (profile === null) {
    return { ok: false, message: 'The resource of the job is gone, and its settings with it; submit it again.' };
  }
  const isArchive = submissionType === 'ZIP_ARCHIVE';
  const { name, dialect, rules, excludeRules, encoding } = profile;
  const submitter = { ...(userId !== null && { userId }), ...(productName !== null && { productName }) };
  const job = newRetry({
    retried: jobId,
    namespace,
    fileName: isArchive ? undefined : fileName,
    labels: {},
    spec: {
      source: isArchive ? { archive: { path: sourcePath } } : { file: { path: sourcePath } },
      profile: name,
      dialect,
      rules: [...rules],
      excludeRules: [...excludeRules],
      encoding,
      execution,
      priority,
      submitter,
    },
  });
  return { ok: true, job };
}

function newRetry(options: {
  readonly retried: JobId;
  readonly namespace: string;
  readonly fileName: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: SqlLintJobSpecInput;
}): NewSqlLintJob {
  const { retried, namespace, fileName, labels, spec } = options;
  const name = retryIdOf(retried);
  return {
    namespace,
    name,
    labels: { ...labels, [jobIdLabel]: name, [retryOfKey]: retried },
    annotations: { [retryOfKey]: retried, ...(fileName !== undefined && { [fileNameAnnotation]: fileName }) },
    finalizers: [finalizer],
    spec,
  };
}
