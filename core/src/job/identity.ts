import type { SqlLintJob } from '../resource/sqlLintJob.ts';
import { isJobId, type JobId, jobIdOfUid } from './ids.ts';
import type { SubmissionType } from './states.ts';

/** Put on resources that the gateway made: their name is the job id. */
export const jobIdLabel = 'sqllint.dev/job-id';

/** The job id of a resource: its name when the gateway made it, else `job-` and its uid. */
export function jobIdOf(job: SqlLintJob): JobId {
  const { name, uid, labels } = job.metadata;
  return labels?.[jobIdLabel] === name && isJobId(name) ? name : jobIdOfUid(uid);
}

export function submissionTypeOf(job: SqlLintJob): SubmissionType {
  return job.spec.source.archive || job.spec.source.configMap ? 'ZIP_ARCHIVE' : 'SINGLE_FILE';
}

/** What `source_path` says of a job: the path on the share, or where else the SQL is. */
export function sourcePathOf(job: SqlLintJob): string {
  const { archive, file, configMap, inline } = job.spec.source;
  return (
    archive?.path ?? file?.path ?? (configMap ? `configmap/${configMap.name}` : `inline/${inline?.fileName ?? ''}`)
  );
}
