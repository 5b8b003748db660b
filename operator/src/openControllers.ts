import { hostname } from 'node:os';
import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import { openKubernetesProfiles } from '@sqllint/core/cluster/kubernetes/openKubernetesProfiles';
import type { WatchObserver } from '@sqllint/core/cluster/kubernetes/watchObserver';
import type { Logger } from '@sqllint/core/logging/logger';
import type { Store } from '@sqllint/core/store/types';
import { callbackSettings } from './callbacks/callbackSettings.ts';
import { createCallbackController } from './callbacks/createCallbackController.ts';
import { openKubernetesSecrets } from './callbacks/openKubernetesSecrets.ts';
import { admissionLimits, type OperatorConfig, runnerJobSettings, servedNamespaces } from './config/operatorConfig.ts';
import { createOperator, type Operator } from './createOperator.ts';
import { openKubernetesEvents } from './kubernetes/openKubernetesEvents.ts';
import { openKubernetesWorkloads } from './kubernetes/openKubernetesWorkloads.ts';
import type { OperatorMetrics } from './metrics/createOperatorMetrics.ts';
import { countPool, openPoolController } from './pool/openPoolController.ts';
import { createProfileController } from './profiles/createProfileController.ts';
import { withRefusals, withRunnerRules } from './profiles/withRunnerRules.ts';

export interface Controllers extends Pick<Operator, 'jobs' | 'admission'> {
  /** Begins to watch and changes nothing. Resolves once all that exists has been seen. */
  start(): Promise<void>;
  /** Begins to work, after `start` has resolved; only one operator of an installation may. */
  lead(): void;
  stop(): Promise<void>;
  /** Milliseconds for which something waits and no round of that queue ends; of the worst one. */
  stalledMs(): number;
  /** Rejects while the API does not answer. */
  check(): Promise<void>;
  /** Warm runners by what they do; undefined without a pool. */
  poolPods?(): Readonly<Record<'running' | 'starting', number>>;
}

/** All that an operator does on a cluster, as one. */
export function openControllers(options: {
  readonly config: OperatorConfig;
  readonly api: KubernetesApi;
  readonly store: Store;
  readonly metrics: OperatorMetrics;
  readonly watches: WatchObserver;
  readonly logger: Logger;
}): Controllers {
  const { config, api, store, metrics, watches, logger } = options;
  const namespaces = servedNamespaces(config.SQLLINT_NAMESPACE);
  const rules = runnerJobSettings(config);
  const collection = { api, namespaces, watches, logger };
  const jobs = withRunnerRules(openKubernetesJobs(collection), rules);
  const profileResources = openKubernetesProfiles(collection);
  const queues = {
    jobs: metrics.queues.observe('jobs'),
    profiles: metrics.queues.observe('profiles'),
    callbacks: metrics.queues.observe('callbacks'),
    pool: metrics.queues.observe('pool'),
  };
  const pool = openPoolController({ ...collection, config, store, queueObserver: queues.pool });

  const callbacks = createCallbackController({
    jobs,
    secrets: openKubernetesSecrets(api),
    readCounts: async (jobId) => (await store.jobs.progress(jobId))?.tasks,
    logger,
    settings: callbackSettings(config),
    queueObserver: queues.callbacks,
    onAttempt: metrics.callbackAttempted,
  });
  const operator = createOperator({
    cluster: {
      jobs,
      workloads: openKubernetesWorkloads({ ...collection, settings: rules }),
      events: openKubernetesEvents({ api, instance: config.SQLLINT_POD_NAME ?? hostname(), logger }),
      ...(pool && { pool }),
    },
    store,
    logger,
    settings: {
      limits: admissionLimits(config),
      poolLane: pool !== undefined,
      podTroubleGraceMs: config.SQLLINT_POD_TROUBLE_GRACE_SECONDS * 1000,
      slowStartGraceMs: config.SQLLINT_SLOW_START_GRACE_SECONDS * 1000,
      unschedulableGraceMs: config.SQLLINT_UNSCHEDULABLE_GRACE_SECONDS * 1000,
    },
    metrics,
    queueObserver: queues.jobs,
    onSeen: callbacks.seen,
  });
  const profiles = createProfileController({
    profiles: {
      ...profileResources,
      get: async (ref) => {
        const found = await profileResources.get(ref);
        return found && withRefusals(found, rules);
      },
    },
    logger,
    queueObserver: queues.profiles,
  });

  return {
    jobs: operator.jobs,
    admission: operator.admission,
    start: async () => {
      await Promise.all([operator.start(), profiles.start(), pool?.start()]);
    },
    lead: () => {
      for (const queue of Object.values(queues)) queue.begins();
      // First: what the jobs tell it is lost before.
      pool?.lead();
      operator.lead();
      profiles.lead();
      callbacks.start();
    },
    stop: async () => {
      await Promise.all([operator.stop(), profiles.stop(), callbacks.stop(), pool?.stop()]);
    },
    stalledMs: () => Math.max(...Object.values(queues).map((queue) => queue.stalledMs())),
    check: () => jobs.check(),
    ...(pool && { poolPods: () => countPool(pool) }),
  };
}
