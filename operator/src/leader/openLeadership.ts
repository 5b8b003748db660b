import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ClusterConfig } from '@sqllint/core/cluster/kubernetes/clusterConfig';
import { type KubernetesApiOptions, openKubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import type { Logger } from '@sqllint/core/logging/logger';
import type { OperatorConfig } from '../config/operatorConfig.ts';
import { systemClock } from '../controller/clock.ts';
import { createElector, type ElectorOptions } from './createElector.ts';
import { type Leadership, soleLeadership } from './leadership.ts';
import { defaultLeaseTiming } from './lease.ts';
import { openKubernetesLease } from './openKubernetesLease.ts';

export interface LeadershipOptions extends Pick<ElectorOptions, 'onElected' | 'onLost'> {
  readonly config: Pick<
    OperatorConfig,
    'SQLLINT_LEADER_ELECTION' | 'SQLLINT_LEASE_NAME' | 'SQLLINT_POD_NAME' | 'SQLLINT_POD_NAMESPACE'
  >;
  readonly kubeConfig: ClusterConfig;
  readonly logger: Logger;
  readonly onRequest?: NonNullable<KubernetesApiOptions['onRequest']>;
}

/** The leadership of an installation: by its Lease, or without one for an operator that is alone. */
export function openLeadership(options: LeadershipOptions): Leadership {
  const { config, kubeConfig, logger, onElected, onLost, onRequest } = options;
  if (!config.SQLLINT_LEADER_ELECTION) return soleLeadership(onElected);
  const timing = defaultLeaseTiming;
  // Connections of its own, which nothing else can hold up, and time for a second attempt within the term.
  const deadlineMs = timing.renewDeadlineMs / 2;
  const api = openKubernetesApi({ kubeConfig, deadlineMs, ...(onRequest && { onRequest }) });
  const namespace = config.SQLLINT_POD_NAMESPACE ?? currentNamespace(kubeConfig);
  return createElector({
    leases: openKubernetesLease(api, { namespace, name: config.SQLLINT_LEASE_NAME }),
    // A container starts anew in its pod only when the one before has ended, and may go on at once. Elsewhere two processes
    // may have one host.
    me: config.SQLLINT_POD_NAME ?? `${hostname()}_${randomUUID()}`,
    timing,
    clock: { now: () => performance.now(), schedule: systemClock.schedule },
    wallNow: Date.now,
    random: Math.random,
    logger,
    onElected,
    onLost,
  });
}

/** That of the pod's service account, or what kubectl would take. */
function currentNamespace(kubeConfig: ClusterConfig): string {
  return kubeConfig.getContextObject(kubeConfig.getCurrentContext())?.namespace ?? 'default';
}
