import { hostname } from 'node:os';
import type { KubeConfig } from '@kubernetes/client-node';
import { openKubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import { openKubernetesProfiles } from '@sqllint/core/cluster/kubernetes/openKubernetesProfiles';
import type { Logger } from '@sqllint/core/logging/logger';
import { openStore } from '@sqllint/core/store/open';
import { type OperatorConfig, runnerJobSettings, servedNamespaces } from './config/operatorConfig.ts';
import { createOperator } from './createOperator.ts';
import { openHealthServer } from './health/healthServer.ts';
import { openKubernetesEvents } from './kubernetes/openKubernetesEvents.ts';
import { openKubernetesWorkloads } from './kubernetes/openKubernetesWorkloads.ts';
import { createProfileController } from './profiles/createProfileController.ts';

export interface RunningOperator {
  /** Where the health endpoints are. */
  readonly port: number;
  stop(): Promise<void>;
}

export interface KubernetesOperatorOptions {
  readonly config: OperatorConfig;
  readonly kubeConfig: KubeConfig;
  readonly logger: Logger;
}

/**
 * The operator on a cluster. Neither the database nor the API need answer yet: watches and jobs wait for them, and the
 * readiness says so.
 */
export async function runOnKubernetes(options: KubernetesOperatorOptions): Promise<RunningOperator> {
  const { config, kubeConfig, logger } = options;
  const namespaces = servedNamespaces(config.SQLLINT_NAMESPACE);
  const store = await openStore({ url: config.SQLLINT_DATABASE_URL, logger });
  const api = openKubernetesApi({ kubeConfig });
  const jobs = openKubernetesJobs({ kubeConfig, namespaces, logger });
  const workloads = openKubernetesWorkloads({ api, namespaces, settings: runnerJobSettings(config), logger });
  const events = openKubernetesEvents({ api, instance: hostname(), logger });
  const operator = createOperator({
    cluster: { jobs, workloads, events },
    store,
    logger,
    settings: {
      podTroubleGraceMs: config.SQLLINT_POD_TROUBLE_GRACE_SECONDS * 1000,
      slowStartGraceMs: config.SQLLINT_SLOW_START_GRACE_SECONDS * 1000,
      unschedulableGraceMs: config.SQLLINT_UNSCHEDULABLE_GRACE_SECONDS * 1000,
    },
  });

  const profiles = createProfileController({ profiles: openKubernetesProfiles({ api, namespaces, logger }), logger });

  let watching = false;
  Promise.all([operator.start(), profiles.start()]).then(
    () => {
      watching = true;
      operator.lead();
      logger.info({ namespaces }, 'every existing job and profile was seen');
    },
    // Stopped before the first list was complete; whoever stops us knows.
    () => undefined,
  );
  const health = await openHealthServer({
    host: '0.0.0.0',
    port: config.SQLLINT_PORT,
    checks: { watches: () => passWhen(watching), kubernetes: () => jobs.check(), database: () => store.check() },
  });
  return {
    port: health.port,
    stop: async () => {
      await Promise.all([operator.stop(), profiles.stop()]);
      await health.close();
      await store.close();
    },
  };
}

async function passWhen(condition: boolean): Promise<void> {
  if (!condition) throw new Error('not yet');
}
