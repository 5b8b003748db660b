import type { V1Pod, V1PodCondition } from '@kubernetes/client-node';
import type { ObjectIdentity } from '@sqllint/core/cluster/kubernetes/watchObjects';
import type { PodTrouble } from '../cluster/workloads.ts';
import { attemptLabel, jobNameAnnotation, jobUidLabel } from './labels.ts';
import { type PodFailure, podFailureOf } from './podFailure.ts';
import { identityOf, type RunnerJob } from './runnerJob.ts';
import { millisecondsOf } from './timestamps.ts';

/** What a pod does, or what keeps it from it. Times are milliseconds since the epoch. */
export interface RunnerPodState {
  readonly phase: string;
  /** When a pod that is being deleted should be gone: its grace period included. */
  readonly goneBy: number | undefined;
  /** When it got a node, or was made: from then on it should start. */
  readonly placedAt: number;
  readonly trouble: PodTrouble | undefined;
  readonly failure: PodFailure | undefined;
}

/** A pod of a single job, as far as anyone here needs to remember it. */
export interface RunnerPod extends ObjectIdentity, RunnerPodState {
  readonly owner: RunnerJob['owner'];
  readonly attempt: number;
}

/** The scheduler has one reason for everything; a claim that does not exist is no lack of room. */
const missingClaim = /persistentvolumeclaim .* not found/;

/** Reasons of a waiting container that are part of every start. */
const ordinaryWaits: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

export function readRunnerPod(raw: unknown): RunnerPod | undefined {
  const pod = raw as V1Pod;
  const identity = identityOf(pod.metadata);
  const ownerUid = pod.metadata?.labels?.[jobUidLabel];
  const ownerName = pod.metadata?.annotations?.[jobNameAnnotation];
  if (identity === undefined || ownerUid === undefined || ownerName === undefined) return undefined;
  return {
    ...identity,
    ...podStateOf(pod),
    owner: { namespace: identity.namespace, name: ownerName, uid: ownerUid },
    attempt: Number(pod.metadata?.labels?.[attemptLabel] ?? 0),
  };
}

export function podStateOf(pod: V1Pod): RunnerPodState {
  const phase = pod.status?.phase ?? 'Unknown';
  const createdAt = millisecondsOf(pod.metadata?.creationTimestamp) ?? 0;
  const placedAt = millisecondsOf(scheduled(pod, 'True')?.lastTransitionTime) ?? createdAt;
  return {
    phase,
    goneBy: millisecondsOf(pod.metadata?.deletionTimestamp),
    placedAt,
    trouble: phase === 'Pending' ? (unscheduled(pod, createdAt) ?? waiting(pod, placedAt)) : undefined,
    failure: phase === 'Failed' ? podFailureOf(pod, createdAt) : undefined,
  };
}

/** Whether it may still run, as far as is known. */
export function isUnfinished({ phase }: RunnerPodState): boolean {
  return phase !== 'Failed' && phase !== 'Succeeded';
}

function unscheduled(pod: V1Pod, createdAt: number): PodTrouble | undefined {
  const condition = scheduled(pod, 'False');
  if (condition === undefined) return undefined;
  const message = condition.message ?? 'No node takes the pod.';
  return {
    kind: missingClaim.test(message) ? 'broken' : 'noRoom',
    reason: condition.reason ?? 'Unschedulable',
    message,
    since: millisecondsOf(condition.lastTransitionTime) ?? createdAt,
  };
}

function scheduled(pod: V1Pod, holds: 'True' | 'False'): V1PodCondition | undefined {
  return pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === holds);
}

/** While an init container waits, the others only say that they wait for it. */
function waiting({ status }: V1Pod, placedAt: number): PodTrouble | undefined {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waits = containers.map(({ state }) => state?.waiting);
  const state = waits.find((wait) => wait?.reason !== undefined && !ordinaryWaits.has(wait.reason));
  if (state?.reason === undefined) return undefined;
  return { kind: 'broken', reason: state.reason, message: state.message ?? state.reason, since: placedAt };
}
