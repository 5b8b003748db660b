import type { PodTrouble, Workload, WorkloadState } from '../cluster/workloads.ts';
import type { PodRefusal } from './podRefusals.ts';
import { refusalReason } from './refusalReason.ts';
import type { RunnerJob } from './runnerJob.ts';
import { isUnfinished, type RunnerPod, type RunnerPodState } from './runnerPod.ts';

/** A pod that has had a node for so long and has not started waits for its image, or for what only its events know. */
const longStartMs = 60_000;
/** A Job that has been without a pod for so long is kept from making one. */
const longWithoutPodMs = 1_000;
/** A pod that is still there so long after its grace period is on a node that does not answer. */
const longGoneMs = 60_000;
/** The API counts in seconds. */
const secondMs = 1_000;

/**
 * What a Job and its pods mean. Pure.
 * @param refusal the newest one of the Job's pods, where `lacksPods`
 */
export function workloadView(
  job: RunnerJob,
  allPods: readonly RunnerPod[],
  now: number,
  refusal?: PodRefusal,
): Workload {
  const pods = allPods.filter((pod) => pod.attempt === job.attempt);
  const active = pods.filter((pod) => pod.phase === 'Running' && pod.goneBy === undefined).length;
  const state = stateOf(job, pods, active, now);
  const failure = failureOf(job, pods);
  return {
    attempt: job.attempt,
    state,
    createdAt: job.createdAt,
    parallelism: job.parallelism,
    active,
    succeeded: job.succeeded,
    failed: job.failed,
    troubles: [...pods.flatMap((pod) => troublesOf(pod, now)), ...withoutPods(job, pods, now, refusal)],
    ...failure,
    ...(state === 'lost' && { reason: 'NodeLost' }),
  };
}

/** Whether a Job that should have pods has been without any for some time, so that its events are worth reading. */
export function lacksPods(job: RunnerJob, allPods: readonly RunnerPod[], now: number): boolean {
  const pods = allPods.filter((pod) => pod.attempt === job.attempt);
  if (job.end !== undefined || job.suspended || job.parallelism === 0 || pods.some(isUnfinished)) return false;
  return now - withoutPodsSince(job, pods, now) >= longWithoutPodMs;
}

function stateOf(job: RunnerJob, pods: readonly RunnerPod[], active: number, now: number): WorkloadState {
  if (job.end !== undefined) return job.end.complete ? 'succeeded' : 'failed';
  if (job.suspended) return 'queued';
  if (active > 0) return 'running';
  return isLost(pods, now) ? 'lost' : 'pending';
}

/**
 * A pod of a node that does not answer stays for ever, and with podReplacementPolicy Failed its Job waits for it:
 * https://github.com/kubernetes/enhancements/issues/6262
 */
function isLost(pods: readonly RunnerPod[], now: number): boolean {
  const unfinished = pods.filter(isUnfinished);
  return unfinished.length > 0 && unfinished.every(({ goneBy }) => goneBy !== undefined && now - goneBy >= longGoneMs);
}

/** What keeps a pod from starting. */
export function troublesOf(pod: RunnerPodState & { readonly name: string }, now: number): PodTrouble[] {
  if (pod.goneBy !== undefined || pod.phase !== 'Pending') return [];
  if (pod.trouble !== undefined) return [pod.trouble];
  if (now - pod.placedAt < longStartMs) return [];
  const message = `pod ${pod.name} has not started yet; its events say which image, volume or network it waits for`;
  return [{ kind: 'slow', reason: 'ContainerCreating', message, since: pod.placedAt }];
}

function withoutPods(
  job: RunnerJob,
  pods: readonly RunnerPod[],
  now: number,
  refusal: PodRefusal | undefined,
): PodTrouble[] {
  if (!lacksPods(job, pods, now)) return [];
  const since = withoutPodsSince(job, pods, now);
  // What was said before the last pod had ended did not keep the next one away.
  if (refusal !== undefined && refusal.at >= since - secondMs) {
    const reason = refusalReason(refusal.message) ?? 'FailedCreate';
    // A quota that others use up is a queue rather than a mistake.
    return [{ kind: reason === 'QuotaExceeded' ? 'noRoom' : 'broken', reason, message: refusal.message, since }];
  }
  if (now - since < longStartMs) return [];
  const message = `the Job ${job.name} has no pod; its events, or the log of the Job controller, say why`;
  return [{ kind: 'slow', reason: 'NoPod', message, since }];
}

/** While the Job waits in a queue it should have none. */
function withoutPodsSince(job: RunnerJob, pods: readonly RunnerPod[], now: number): number {
  return Math.max(job.podsDueSince ?? now, ...pods.map(({ failure }) => failure?.at ?? 0));
}

/** The Job says that it failed, its last failed pod says why; one that was deleted only where no other says it. */
function failureOf(job: RunnerJob, pods: readonly RunnerPod[]): Pick<Workload, 'reason' | 'failure'> {
  const last = pods
    .map((pod) => pod.failure)
    .filter((failure) => failure !== undefined)
    .sort((a, b) => Number(a.deleted) - Number(b.deleted) || b.at - a.at)[0];
  const end = job.end?.complete === false ? job.end : undefined;
  if (last === undefined) return end === undefined ? {} : { reason: end.reason };
  const { reason, at: _at, deleted: _deleted, ...failure } = last;
  return { reason: end?.reason ?? reason, failure };
}
