import type { PodTrouble, Workload, WorkloadState } from '../cluster/workloads.ts';
import type { RunnerJob } from './runnerJob.ts';
import type { RunnerPod } from './runnerPod.ts';

/** A pod that has had a node for so long and has not started waits for its image, or for what only its events know. */
const longStartMs = 60_000;

/** What a Job and its pods mean. Pure. */
export function workloadView(job: RunnerJob, allPods: readonly RunnerPod[], now: number): Workload {
  const pods = allPods.filter((pod) => pod.attempt === job.attempt);
  const active = pods.filter((pod) => pod.phase === 'Running' && !pod.deleting).length;
  return {
    attempt: job.attempt,
    state: stateOf(job, active),
    createdAt: job.createdAt,
    parallelism: job.parallelism,
    active,
    succeeded: job.succeeded,
    failed: job.failed,
    troubles: pods.flatMap((pod) => troublesOf(pod, now)),
    ...failureOf(job, pods),
  };
}

function stateOf(job: RunnerJob, active: number): WorkloadState {
  if (job.end !== undefined) return job.end.complete ? 'succeeded' : 'failed';
  if (job.suspended) return 'queued';
  return active > 0 ? 'running' : 'pending';
}

function troublesOf(pod: RunnerPod, now: number): PodTrouble[] {
  if (pod.deleting || pod.phase !== 'Pending') return [];
  if (pod.trouble !== undefined) return [pod.trouble];
  if (now - pod.placedAt < longStartMs) return [];
  const message = `pod ${pod.name} has not started yet; its events say which image, volume or network it waits for`;
  return [{ kind: 'slow', reason: 'ContainerCreating', message, since: pod.placedAt }];
}

/** The Job says that it failed, its last failed pod says why. */
function failureOf(job: RunnerJob, pods: readonly RunnerPod[]): Pick<Workload, 'reason' | 'failure'> {
  const last = pods
    .map((pod) => pod.failure)
    .filter((failure) => failure !== undefined)
    .sort((a, b) => b.at - a.at)[0];
  const end = job.end?.complete === false ? job.end : undefined;
  if (last === undefined) return end === undefined ? {} : { reason: end.reason };
  const { reason, at: _, ...failure } = last;
  return { reason: end?.reason ?? reason, failure };
}
