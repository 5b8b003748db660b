import { AlreadyExistsError, ClusterUnavailableError, NotFoundError } from '@sqllint/core/cluster/errors';
import type { JobResources, NewSqlLintJob } from '@sqllint/core/cluster/jobResources';
import type { Share } from '@sqllint/core/share/openShare';

/**
 * Creates the resource of a submission, which commits it. When the API refuses it, its source is removed again. When
 * the API's answer was lost, a live read tells whether the job exists; when even that fails, the source stays, because a
 * job without its source would be worse than a file without its job.
 */
export async function createResource(options: {
  readonly resources: Pick<JobResources, 'create' | 'get'>;
  readonly share: Pick<Share, 'removeSubmission'>;
  readonly job: NewSqlLintJob;
  /** Path of what was written for this job; undefined when the source is not ours. */
  readonly written: string | undefined;
}): Promise<void> {
  const { resources, share, job, written } = options;
  try {
    await resources.create(job);
  } catch (error) {
    // The name is unique for ever: only an earlier try of this very request, or another retry of the same job, has taken it.
    if (error instanceof AlreadyExistsError) return;
    if (error instanceof ClusterUnavailableError && (await resources.get(job)) !== undefined) return;
    if (written !== undefined) await share.removeSubmission(written);
    // Not the job but its kind or namespace: the installation is not complete.
    throw error instanceof NotFoundError ? new ClusterUnavailableError(error.message, { cause: error }) : error;
  }
}
