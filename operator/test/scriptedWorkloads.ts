import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { RunnerWorkloads, Workload, WorkloadRequest } from '../src/cluster/workloads.ts';

interface Scripted {
  ref: JobRef;
  workload: Workload;
}

/** Workloads that do what the test says, and remember what was asked of them. */
export interface ScriptedWorkloads extends RunnerWorkloads {
  readonly created: { readonly name: string; readonly attempt: number; readonly parallelism: number }[];
  readonly deleted: string[];
  /** Makes the newest workload of a job look so, and reports the change. */
  becomes(name: string, change: Partial<Workload>): void;
  /** Someone else takes the workload away. */
  vanishes(name: string): void;
  /** The next creations are answered by this error. */
  refuseWith(error: Error | undefined): void;
  has(name: string): boolean;
}

export function scriptedWorkloads(): ScriptedWorkloads {
  const byUid = new Map<string, Scripted>();
  const watchers = new Set<(ref: JobRef) => void>();
  const created: ScriptedWorkloads['created'] = [];
  const deleted: string[] = [];
  let refusal: Error | undefined;

  const notify = (ref: JobRef): void => {
    for (const watcher of watchers) watcher(ref);
  };
  const find = (name: string): [string, Scripted] => {
    const entry = [...byUid].find(([, { ref }]) => ref.name === name);
    if (entry === undefined) throw new Error(`${name} has no workload`);
    return entry;
  };

  return {
    created,
    deleted,
    becomes: (name, change) => {
      const [, scripted] = find(name);
      scripted.workload = { ...scripted.workload, ...change };
      notify(scripted.ref);
    },
    vanishes: (name) => {
      const [uid, { ref }] = find(name);
      byUid.delete(uid);
      notify(ref);
    },
    refuseWith: (error) => {
      refusal = error;
    },
    has: (name) => [...byUid.values()].some(({ ref }) => ref.name === name),
    create: async ({ job, attempt, parallelism }: WorkloadRequest) => {
      if (refusal !== undefined) throw refusal;
      const { uid, namespace, name } = job.metadata;
      created.push({ name, attempt, parallelism });
      const workload: Workload = {
        attempt,
        parallelism,
        state: 'pending',
        createdAt: 0,
        active: 0,
        succeeded: 0,
        failed: 0,
        troubles: [],
      };
      byUid.set(uid, { ref: { namespace, name }, workload });
      notify({ namespace, name });
    },
    scale: async (job, parallelism) => {
      const scripted = byUid.get(job.metadata.uid);
      if (scripted) scripted.workload = { ...scripted.workload, parallelism };
    },
    unfinished: () => [...byUid].map(([uid, { ref }]) => ({ ...ref, uid })),
    observe: async (job: SqlLintJob) => byUid.get(job.metadata.uid)?.workload,
    delete: async (job) => {
      if (byUid.delete(job.metadata.uid)) deleted.push(job.metadata.name);
    },
    watch: (onChange) => {
      watchers.add(onChange);
      for (const { ref } of byUid.values()) onChange(ref);
      return {
        ready: Promise.resolve(),
        stop: async () => {
          watchers.delete(onChange);
        },
      };
    },
  };
}
