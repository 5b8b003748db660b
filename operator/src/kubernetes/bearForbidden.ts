import { ForbiddenError } from '@sqllint/core/cluster/errors';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';

/**
 * A namespace that is deleted may lose the operator's Role before its SqlLintJobs, which wait for the operator. What it
 * may not reach there then goes with the namespace, and everywhere with the SqlLintJob that owns it.
 * @returns undefined where that is forbidden for a job that is being deleted
 * @throws whatever else `work` does
 */
export async function bearForbidden<Result>(job: SqlLintJob, work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ForbiddenError && job.metadata.deletionTimestamp !== undefined) return undefined;
    throw error;
  }
}
