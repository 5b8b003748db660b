import type { V1ContainerStateTerminated, V1Pod, V1PodCondition } from '@kubernetes/client-node';
import type { ObjectIdentity } from '@sqllint/core/cluster/kubernetes/watchObjects';
import { failureOfEnd, type RunnerEnd, type RunnerFailure } from '../cluster/runnerEnd.ts';
import type { PodTrouble } from '../cluster/workloads.ts';
import { attemptLabel, jobNameAnnotation, jobUidLabel } from './labels.ts';
import { identityOf, type RunnerJob } from './runnerJob.ts';

/** A runner's pod, as far as anyone here needs to remember it. */
export interface RunnerPod extends ObjectIdentity {
  readonly owner: RunnerJob['owner'];
  readonly attempt: number;
  readonly phase: string;
  readonly deleting: boolean;
  /** When it got a node, or was made: from then on it should start. Milliseconds since the epoch. */
  readonly placedAt: number;
  readonly trouble: PodTrouble | undefined;
  readonly failure: (RunnerFailure & { readonly reason: string; readonly at: number }) | undefined;
}

const longestLine = 300;

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
  const createdAt = timeOf(pod.metadata?.creationTimestamp, 0);
  const placedAt = timeOf(scheduled(pod, 'True')?.lastTransitionTime, createdAt);
  return {
    ...identity,
    owner: { namespace: identity.namespace, name: ownerName, uid: ownerUid },
    attempt: Number(pod.metadata?.labels?.[attemptLabel] ?? 0),
    phase: pod.status?.phase ?? 'Unknown',
    deleting: pod.metadata?.deletionTimestamp !== undefined,
    placedAt,
    trouble: pod.status?.phase === 'Pending' ? (unscheduled(pod, createdAt) ?? waiting(pod, placedAt)) : undefined,
    failure: pod.status?.phase === 'Failed' ? failureOf(pod, identity.name, createdAt) : undefined,
  };
}

function unscheduled(pod: V1Pod, createdAt: number): PodTrouble | undefined {
  const condition = scheduled(pod, 'False');
  if (condition === undefined) return undefined;
  const message = condition.message ?? 'No node takes the pod.';
  return {
    kind: missingClaim.test(message) ? 'broken' : 'noRoom',
    reason: condition.reason ?? 'Unschedulable',
    message,
    since: timeOf(condition.lastTransitionTime, createdAt),
  };
}

function scheduled(pod: V1Pod, holds: 'True' | 'False'): V1PodCondition | undefined {
  return pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === holds);
}

function waiting(pod: V1Pod, placedAt: number): PodTrouble | undefined {
  const state = pod.status?.containerStatuses?.[0]?.state?.waiting;
  if (state?.reason === undefined || ordinaryWaits.has(state.reason)) return undefined;
  return { kind: 'broken', reason: state.reason, message: state.message ?? state.reason, since: placedAt };
}

/** The pod's own reason (Evicted, NodeLost), else its container's (OOMKilled, Error). */
function failureOf(pod: V1Pod, name: string, createdAt: number): RunnerPod['failure'] {
  const ended = pod.status?.containerStatuses?.[0]?.state?.terminated;
  const reason = pod.status?.reason ?? ended?.reason ?? 'Failed';
  const end = { who: `pod ${name}`, reason, clusterMessage: pod.status?.message, ...endOf(ended) };
  return {
    ...failureOfEnd(end),
    reason,
    at: timeOf(ended?.finishedAt, createdAt),
  };
}

function endOf(ended: V1ContainerStateTerminated | undefined): Pick<RunnerEnd, 'exitCode' | 'signal' | 'lastWords'> {
  if (ended === undefined) return {};
  const { exitCode, signal, message } = ended;
  return {
    exitCode,
    ...(signal !== undefined && { signal: String(signal) }),
    ...(message !== undefined && { lastWords: lastLine(message) }),
  };
}

/** The last line of a log; of a JSON line only what it says. */
function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  return (messageOf(line) ?? line).slice(0, longestLine);
}

function messageOf(line: string): string | undefined {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: unknown; err?: { message?: unknown } };
    const words = [msg, err?.message].filter((part) => typeof part === 'string');
    return words.length === 0 ? undefined : words.join(': ');
  } catch {
    return undefined;
  }
}

/** JSON has strings where the generated type says Date. */
function timeOf(time: Date | string | undefined, otherwise: number): number {
  const parsed = time === undefined ? Number.NaN : new Date(time).getTime();
  return Number.isNaN(parsed) ? otherwise : parsed;
}
