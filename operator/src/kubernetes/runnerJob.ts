import type { V1Job } from '@kubernetes/client-node';
import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { ObjectIdentity } from '@sqllint/core/cluster/kubernetes/watchObjects';
import { attemptLabel, jobNameAnnotation, jobUidLabel } from './labels.ts';
import { queueNameLabel } from './queueLabels.ts';

/** A runner's Kubernetes Job, as far as anyone here needs to remember it. */
export interface RunnerJob extends ObjectIdentity {
  readonly owner: JobRef & { readonly uid: string };
  readonly attempt: number;
  readonly parallelism: number;
  /** Milliseconds since the epoch; the API counts in seconds. */
  readonly createdAt: number;
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
    createdAt: new Date(metadata?.creationTimestamp ?? 0).getTime(),
    suspended: spec?.suspend ?? false,
    inQueue: metadata?.labels?.[queueNameLabel] !== undefined,
    deleting: metadata?.deletionTimestamp !== undefined,
    succeeded: status?.succeeded ?? 0,
    failed: status?.failed ?? 0,
    end: endOf(status),
  };
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
