import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { RunnerFailure } from '../cluster/runnerEnd.ts';
import type { PodTrouble, Workload, WorkloadRequest } from '../cluster/workloads.ts';
import type { AssignmentEnd } from './seats.ts';

/** One job's claim to runner processes. */
export interface EmbeddedWorkload {
  readonly uid: string;
  readonly ref: JobRef;
  readonly attempt: number;
  readonly backoffLimit: number;
  readonly priority: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Position in the order of creation. */
  readonly order: number;
  parallelism: number;
  /** Assignments that a process works on. */
  readonly active: Set<string>;
  succeeded: number;
  failed: number;
  lastFailure?: RunnerFailure;
  /** No new assignment before this time (milliseconds since the epoch), after a failure. */
  notBefore: number;
  /** Set once it has succeeded or failed for good. */
  endedAt?: number;
}

export function newWorkload({ job, ...request }: WorkloadRequest, order: number, now: number): EmbeddedWorkload {
  const { namespace, name, uid } = job.metadata;
  return {
    uid,
    ref: { namespace, name },
    attempt: request.attempt,
    backoffLimit: request.backoffLimit,
    priority: job.spec.priority,
    createdAt: now,
    order,
    parallelism: request.parallelism,
    active: new Set(),
    succeeded: 0,
    failed: 0,
    notBefore: 0,
  };
}

/** Further runners that a workload could use now. A runner that succeeded found nothing left to do, so none then. */
export function wantedRunners(workload: EmbeddedWorkload, now: number): number {
  if (workload.endedAt !== undefined || workload.succeeded > 0 || now < workload.notBefore) return 0;
  return Math.max(0, workload.parallelism - workload.active.size);
}

/**
 * Who gets a free process, one after the other: a workload without any before one that has some; then by priority; then
 * the oldest.
 */
export function inLine(workloads: readonly EmbeddedWorkload[], now: number): readonly EmbeddedWorkload[] {
  return workloads.filter((workload) => wantedRunners(workload, now) > 0).sort(comparePlaces);
}

function comparePlaces(a: EmbeddedWorkload, b: EmbeddedWorkload): number {
  const helped = Math.sign(a.active.size) - Math.sign(b.active.size);
  return helped || b.priority - a.priority || a.order - b.order;
}

/** Records how one assignment ended. */
export function recordEnd(workload: EmbeddedWorkload, end: AssignmentEnd, now: number, pauseMs: number): void {
  if (end === 'done') {
    workload.succeeded += 1;
  } else if (end !== 'displaced') {
    workload.failed += 1;
    workload.lastFailure = end;
    workload.notBefore = now + pauseMs;
  }
  if (isGivenUp(workload) || (workload.succeeded > 0 && workload.active.size === 0)) workload.endedAt = now;
}

export function isGivenUp(workload: EmbeddedWorkload): boolean {
  return workload.succeeded === 0 && workload.failed > workload.backoffLimit;
}

/** The workload as Kubernetes would report it. */
export function viewOf(workload: EmbeddedWorkload, trouble: PodTrouble | undefined): Workload {
  const { attempt, createdAt, parallelism, active, succeeded, failed, lastFailure } = workload;
  const view = {
    attempt,
    createdAt,
    parallelism,
    active: active.size,
    succeeded,
    failed,
    troubles: [],
    ...(lastFailure !== undefined && { failure: lastFailure, reason: 'RunnerCrashed' }),
  };
  if (isGivenUp(workload)) return { ...view, state: 'failed', reason: 'BackoffLimitExceeded' };
  if (workload.endedAt !== undefined) return { ...view, state: 'succeeded' };
  if (active.size > 0) return { ...view, state: 'running' };
  if (trouble !== undefined) return { ...view, state: 'pending', troubles: [trouble] };
  return { ...view, state: failed > 0 ? 'pending' : 'queued' };
}
