import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import type { JobProgress, TaskCounts } from '@sqllint/core/store/types';
import type { Workload } from '../src/cluster/workloads.ts';
import type { DecisionSettings } from '../src/decide/types.ts';
import { createdAt } from './jobs.ts';

/** A minute after the jobs of these tests were created. */
export const now = Date.parse(createdAt) + 60_000;

export const settings: DecisionSettings = {
  poolLane: true,
  quietStartMs: 2_000,
  podTroubleGraceMs: 300_000,
  slowStartGraceMs: 900_000,
  unschedulableGraceMs: 1_800_000,
  lingerMs: 60_000,
  storeRetryMs: 5_000,
  resyncMs: 60_000,
};

export function ago(ms: number): string {
  return new Date(now - ms).toISOString();
}

export function aWorkload(parts: Partial<Workload> = {}): Workload {
  return {
    attempt: 1,
    state: 'running',
    createdAt: now - 30_000,
    parallelism: 3,
    active: 3,
    succeeded: 0,
    failed: 0,
    troubles: [],
    ...parts,
  };
}

export function someProgress(parts: Partial<JobProgress> = {}, tasks: Partial<TaskCounts> = {}): JobProgress {
  const counts = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, cached: 0, ...tasks };
  const total = counts.pending + counts.inProgress + counts.succeeded + counts.failed;
  return {
    status: 'ACCEPTED',
    hasProfile: true,
    expanded: false,
    sourceErrorReason: null,
    sourceErrorMessage: null,
    offered: false,
    expansionAttempts: 0,
    expanding: false,
    ...parts,
    tasks: { total, ...counts },
  };
}

/** The conditions of a status in short: `Queued=True/Suspended`. */
export function inShort(status: OperatorStatus): string[] {
  return (status.conditions ?? []).map(({ type, status: holds, reason }) => `${type}=${holds}/${reason}`);
}
