import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { Logger } from '@sqllint/core/logging/logger';
import type { RunnerWorkloads } from '../cluster/workloads.ts';
import { retryDelay } from '../controller/retryDelay.ts';
import {
  type EmbeddedWorkload,
  inLine,
  isGivenUp,
  newWorkload,
  recordEnd,
  viewOf,
  wantedRunners,
} from './embeddedWorkload.ts';
import { ProcessPool } from './processPool.ts';
import type { AssignmentEnd } from './seats.ts';
import { WorkloadBook } from './workloadBook.ts';

export interface RunnerProcessesOptions {
  /** Program and arguments of the runner's standby entry. */
  readonly command: readonly string[];
  /** The whole environment of the runner processes. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The most runner processes at once. */
  readonly slots: number;
  /** The most jobs at once of one process, so that the reading and storing of one overlaps with the analysis of another. */
  readonly jobsEach: number;
  readonly logger: Logger;
  /** Milliseconds that a process may take to obey an abort or a shutdown before it is killed; 5000 unless told. */
  readonly patienceMs?: number;
}

export interface RunnerProcesses extends RunnerWorkloads {
  /** Starts one process ahead, so that the first job finds it warm. */
  start(): void;
  /** Ends all processes and what they started, within `patienceMs`. */
  stop(): Promise<void>;
}

/** Milliseconds after which watchers are told that a job has a runner: what is over sooner tells of its end alone. */
const tellAfterMs = 100;

const crashRetry = { firstMs: 200, mostMs: 30_000 };

/**
 * The runners of `sqllint standalone`: processes of this machine. What is kept here is lost with the process, and may
 * be: the operator then sees a job without a workload and creates one, and leases keep every file's result single.
 * The deadline of a workload is left to the operator, which lives as long as these processes do.
 */
export function openRunnerProcesses(options: RunnerProcessesOptions): RunnerProcesses {
  const { jobsEach: assignmentsEach, patienceMs = 5000 } = options;
  const workloads = new WorkloadBook();
  const watchers = new Set<(ref: JobRef) => void>();
  const timers = new Set<NodeJS.Timeout>();
  const pool = new ProcessPool({ ...options, assignmentsEach, patienceMs, onRoom: () => fill() });
  let created = 0;
  let knownTrouble = pool.trouble;

  const notify = ({ ref }: EmbeddedWorkload): void => {
    for (const watcher of watchers) watcher(ref);
  };

  const fill = (): void => {
    const now = Date.now();
    // Round after round, as nobody gets a second process before everybody has one.
    while (inLine(workloads.unfinished(), now).filter(assign).length > 0);
    const waiting = workloads.unfinished().reduce((sum, waiter) => sum + wantedRunners(waiter, now), 0);
    pool.ensure(Math.max(1, pool.busy + waiting));
    if (pool.trouble === knownTrouble) return;
    knownTrouble = pool.trouble;
    for (const waiter of workloads.unfinished()) notify(waiter);
  };

  const assign = (workload: EmbeddedWorkload): boolean => {
    const id = pool.assign(workload.ref, workload.uid, (end) => {
      workload.active.delete(id ?? '');
      if (workload.endedAt === undefined) ended(workload, end);
    });
    if (id === undefined) return false;
    workload.active.add(id);
    later(tellAfterMs, () => {
      if (workload.active.has(id)) notify(workload);
    });
    return true;
  };

  const ended = (workload: EmbeddedWorkload, end: AssignmentEnd): void => {
    const now = Date.now();
    const pauseMs = retryDelay(workload.failed + 1, crashRetry, Math.random);
    recordEnd(workload, end, now, pauseMs);
    if (isGivenUp(workload)) abortAll(workload);
    else if (end !== 'done') later(pauseMs + 1, fill);
    if (workload.endedAt !== undefined) workloads.ended(workload, now);
    notify(workload);
  };

  const later = (delayMs: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  };

  const abortAll = (workload: EmbeddedWorkload): void => {
    for (const assignment of workload.active) pool.abort(assignment);
    workload.active.clear();
  };

  const remove = (uid: string): void => {
    const workload = workloads.get(uid);
    if (workload === undefined) return;
    workloads.remove(uid);
    workload.endedAt ??= Date.now();
    abortAll(workload);
  };

  return {
    start: () => pool.ensure(1),
    stop: async () => {
      for (const timer of timers) clearTimeout(timer);
      await pool.stop();
    },
    create: async (request) => {
      const { uid } = request.job.metadata;
      if ((workloads.get(uid)?.attempt ?? 0) >= request.attempt) return;
      remove(uid);
      created += 1;
      workloads.add(newWorkload(request, created, Date.now()));
      fill();
    },
    scale: async (job, parallelism) => {
      const workload = workloads.get(job.metadata.uid);
      if (workload === undefined) return;
      workload.parallelism = parallelism;
      for (const assignment of [...workload.active].slice(parallelism)) {
        workload.active.delete(assignment);
        pool.abort(assignment);
      }
      fill();
    },
    observe: async (job) => {
      const workload = workloads.get(job.metadata.uid);
      return workload && viewOf(workload, pool.trouble);
    },
    unfinished: () => workloads.unfinished().map(({ ref, uid }) => ({ ...ref, uid })),
    delete: async (job) => remove(job.metadata.uid),
    watch: (onChange) => {
      watchers.add(onChange);
      for (const { ref } of workloads.all()) onChange(ref);
      return {
        ready: Promise.resolve(),
        stop: async () => {
          watchers.delete(onChange);
        },
      };
    },
  };
}
