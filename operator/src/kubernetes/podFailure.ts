import type { V1ContainerStateTerminated, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { failureOfEnd, type RunnerEnd, type RunnerFailure } from '../cluster/runnerEnd.ts';
import { millisecondsOf } from './timestamps.ts';

export interface PodFailure extends RunnerFailure {
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Somebody wanted the pod gone: what it says of itself is not why the Job failed. */
  readonly deleted: boolean;
}

const longestLine = 300;

/**
 * Why a pod failed, in the order in which the reasons explain each other: the pod's own (Evicted, NodeLost), the one of
 * whoever disrupted it (EvictionByEvictionAPI, DeletionByTaintManager), its container's (OOMKilled), that it was deleted.
 */
export function podFailureOf(pod: V1Pod, createdAt: number): PodFailure {
  const ended = endedContainer(pod);
  const disruption = pod.status?.conditions?.find(
    ({ type, status }) => type === 'DisruptionTarget' && status === 'True',
  );
  const deleted = pod.metadata?.deletionTimestamp !== undefined && disruption === undefined;
  const ownReason = ended?.reason === 'OOMKilled' || !deleted ? ended?.reason : 'Deleted';
  const reason = pod.status?.reason ?? disruption?.reason ?? ownReason ?? 'Failed';
  const clusterMessage = pod.status?.message ?? disruption?.message;
  const end = { who: `pod ${pod.metadata?.name}`, reason, clusterMessage, ...endOf(ended) };
  return { ...failureOfEnd(end), reason, at: millisecondsOf(ended?.finishedAt) ?? createdAt, deleted };
}

/** An init container that failed is why the pod's own container never ran. */
function endedContainer({ status }: V1Pod): V1ContainerStateTerminated | undefined {
  const ended = ({ state }: V1ContainerStatus) => state?.terminated;
  const failedInit = status?.initContainerStatuses?.map(ended).find((end) => end !== undefined && end.exitCode !== 0);
  return failedInit ?? status?.containerStatuses?.map(ended)[0];
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
