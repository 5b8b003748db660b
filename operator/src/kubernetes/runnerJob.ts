import type { V1Job } from '@kubernetes/client-node';
import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { ObjectIdentity } from '@sqllint/core/cluster/kubernetes/watchObjects';
import { attemptLabel, jobNameAnnotation, jobUidLabel } from './labels.ts';
import { queueNameLabel } from './queueLabels.ts';
import { millisecondsOf } from './timestamps.ts';

/** A runner's Kubernetes Job, as far as anyone here needs to remember it. */
export interface RunnerJob extends ObjectIdentity {
  readonly owner: JobRef & { readonly uid: string };
  readonly attempt: number;
  readonly parallelism: number;
  /** Milliseconds since the epoch; the API counts in seconds. */
  readonly createdAt: number;
  /**
   * Since when it could have had pods, in milliseconds since the epoch. Undefined while it may have none, and until the
   * Job controller has seen that it may again.
   */
  readonly podsDueSince: number | undefined;
  readonly suspended: boolean;
  /** A queue of Kueue decides when it runs, and with how many pods. */
  readonly inQueue: boolean;
  readonly deleting: boolean;
  readonly succeeded: number;
  readonly failed: number;
  readonly end: { readonly complete: boolean; readonly reason: string; readonly message: string } | undefined;
}

/** Undefined for a Job that no operator made, whatever its labels say. */
export function readRunnerJob(raw: unknown): RunnerJob | undefined {
  const { metadata, spec, status } = raw as V1Job;
  const ownerUid = metadata?.labels?.[jobUidLabel];
  const attempt = Number(metadata?.labels?.[attemptLabel]);
  const ownerName = metadata?.annotations?.[jobNameAnnotation];
  const identity = identityOf(metadata);
  if (identity === undefined || ownerUid === undefined || ownerName === undefined || !(attempt > 0)) return undefined;
  return {
    ...identity,
    owner: { namespace: identity.namespace, name: ownerName, uid: ownerUid },
    attempt,
    parallelism: spec?.parallelism ?? 1,
    createdAt: createdAtOf(metadata),
    podsDueSince: podsDueSinceOf(raw as V1Job),
    suspended: spec?.suspend ?? false,
    inQueue: isInQueue(metadata),
    deleting: metadata?.deletionTimestamp !== undefined,
    succeeded: status?.succeeded ?? 0,
    failed: status?.failed ?? 0,
    end: endOf(status),
  };
}

function createdAtOf(metadata: V1Job['metadata']): number {
  return millisecondsOf(metadata?.creationTimestamp) ?? 0;
}

function isInQueue(metadata: V1Job['metadata']): boolean {
  return metadata?.labels?.[queueNameLabel] !== undefined;
}

/**
 * The Job controller takes `startTime` away with the pods of a suspended Job, and sets it anew when it resumes:
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#suspending-a-job
 */
function podsDueSinceOf({ metadata, spec, status }: V1Job): number | undefined {
  if (spec?.suspend === true) return undefined;
  const suspension = status?.conditions?.find(({ type }) => type === 'Suspended');
  if (suspension?.status === 'True') return undefined;
  const startedAt = millisecondsOf(status?.startTime);
  // A queue makes its Jobs suspended.
  if (startedAt === undefined && (suspension !== undefined || isInQueue(metadata))) return undefined;
  return Math.max(createdAtOf(metadata), startedAt ?? 0, millisecondsOf(suspension?.lastTransitionTime) ?? 0);
}

export function identityOf(metadata: V1Job['metadata']): ObjectIdentity | undefined {
  const { namespace, name, uid, resourceVersion } = metadata ?? {};
  if (namespace === undefined || name === undefined || uid === undefined) return undefined;
  return { namespace, name, uid, resourceVersion: resourceVersion ?? '' };
}

function endOf(status: V1Job['status']): RunnerJob['end'] {
  const last = status?.conditions?.find(
    ({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True',
  );
  if (last === undefined) return undefined;
  return { complete: last.type === 'Complete', reason: last.reason ?? last.type, message: last.message ?? '' };
}
