import type { JobEvent, JobRef } from '@sqllint/core/cluster/jobResources';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { keyOf } from './resourceKey.ts';

/** What an event tells that was not known. */
export interface News {
  /** False for the echo of a write of ours, and for what a fresh list repeats. */
  readonly isNew: boolean;
  /** A job that is gone for good by it. */
  readonly gone?: SqlLintJob;
}

/**
 * The SqlLintJobs as the watch and our own writes last showed them, so that a round does not cost a read. Never older
 * than what this process wrote itself.
 */
export interface KnownJobs {
  get(ref: JobRef): SqlLintJob | undefined;
  see(event: JobEvent): News;
  /** What a read or a write of ours returned. */
  remember(job: SqlLintJob): void;
  values(): Iterable<SqlLintJob>;
  readonly size: number;
}

export function createKnownJobs(): KnownJobs {
  const jobs = new Map<string, SqlLintJob>();

  const keep = (job: SqlLintJob): void => {
    jobs.set(keyOf(job.metadata), withoutContent(job));
  };

  return {
    get: (ref) => jobs.get(keyOf(ref)),
    see: (event) => {
      if (event.type === 'present') {
        const known = jobs.get(keyOf(event.job.metadata));
        const isSame = known?.metadata.uid === event.job.metadata.uid;
        if (known !== undefined && isSame && !isNewer(event.job, known)) return { isNew: false };
        keep(event.job);
        return { isNew: true, ...(known !== undefined && !isSame && { gone: known }) };
      }
      const key = keyOf(event.ref);
      const known = jobs.get(key);
      if (known?.metadata.uid !== event.uid) return { isNew: true };
      jobs.delete(key);
      return { isNew: true, gone: known };
    },
    remember: (job) => {
      // Only the watch brings jobs in: the answer to a last write may come after the news that the job is gone.
      const known = jobs.get(keyOf(job.metadata));
      if (known?.metadata.uid === job.metadata.uid && isNewer(job, known)) keep(job);
    },
    values: () => jobs.values(),
    get size() {
      return jobs.size;
    },
  };
}

/** Versions of one kind grow; the API promises that they can be compared as numbers (KEP-5504). */
function isNewer(a: SqlLintJob, b: SqlLintJob): boolean {
  return BigInt(a.metadata.resourceVersion) > BigInt(b.metadata.resourceVersion);
}

/** The SQL is for the runner; thousands of texts would be most of what the operator remembers. */
function withoutContent(job: SqlLintJob): SqlLintJob {
  const { inline } = job.spec.source;
  if (inline === undefined) return job;
  return { ...job, spec: { ...job.spec, source: { inline: { ...inline, sql: '' } } } };
}
