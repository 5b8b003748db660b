import type { JobEvent, JobRef, JobResources, Watch } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import { isJobId, type JobId, jobIdOfUid } from '@sqllint/core/job/ids';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';

/** What became of a job: its resource as it is now, or `gone` once it was deleted. */
export type JobChange = SqlLintJob | 'gone';

/** One watch on the resources, shared by everyone who waits for a job. */
export interface JobChanges {
  start(): void;
  stop(): Promise<void>;
  /** Calls back on every change of the job, in order, until the returned function is called. */
  subscribe(jobId: JobId, listener: (change: JobChange) => void): () => void;
  /** Calls back on every change of every job of the namespace, by its resource's name, in order. Subscribe before `start`. */
  subscribeAll(listener: (name: string, change: JobChange) => void): void;
  /** Resolves once every job that existed at the start was told; never, when the watch is stopped before. */
  readonly synced: Promise<void>;
  /** Where the resource of a job is, as far as the watch has seen it. */
  refOf(jobId: JobId): JobRef | undefined;
}

export function createJobChanges(options: {
  readonly resources: JobResources;
  readonly namespace: string;
}): JobChanges {
  const { resources, namespace } = options;
  const listeners = new Map<JobId, Set<(change: JobChange) => void>>();
  /** Only of resources that people applied: the others are named by their job id. */
  const applied = new Map<JobId, JobRef>();
  const ofAll: ((name: string, change: JobChange) => void)[] = [];
  const synced = Promise.withResolvers<void>();
  let watch: Watch | undefined;

  function tell(jobId: JobId, change: JobChange): void {
    for (const listener of listeners.get(jobId) ?? []) listener(change);
  }

  function onEvent(event: JobEvent): void {
    if (event.type === 'present') present(event.job);
    else if (event.ref.namespace === namespace) gone(event.ref, event.uid);
  }

  function present(job: SqlLintJob): void {
    const { name } = job.metadata;
    if (job.metadata.namespace !== namespace) return;
    for (const listener of ofAll) listener(name, job);
    const jobId = jobIdOf(job);
    if (jobId !== name) applied.set(jobId, { namespace, name });
    tell(jobId, job);
  }

  function gone(ref: JobRef, uid: string): void {
    for (const listener of ofAll) listener(ref.name, 'gone');
    const ofUid = jobIdOfUid(uid);
    const wasApplied = applied.delete(ofUid);
    if (wasApplied) tell(ofUid, 'gone');
    else if (isJobId(ref.name)) tell(ref.name, 'gone');
  }

  return {
    start() {
      watch ??= resources.watch(onEvent);
      // A watch that is stopped before its first list says so; here that is an ordinary end.
      watch.ready.then(synced.resolve, () => undefined);
    },
    async stop() {
      await watch?.stop();
      listeners.clear();
    },
    subscribe(jobId, listener) {
      const ofJob = listeners.get(jobId) ?? new Set();
      listeners.set(jobId, ofJob.add(listener));
      return () => {
        ofJob.delete(listener);
        if (ofJob.size === 0 && listeners.get(jobId) === ofJob) listeners.delete(jobId);
      };
    },
    subscribeAll: (listener) => void ofAll.push(listener),
    synced: synced.promise,
    refOf(jobId) {
      return applied.get(jobId);
    },
  };
}
