import type { ClusterConfig } from '@sqllint/core/cluster/kubernetes/clusterConfig';
import { openKubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { createWatchLedger } from '@sqllint/core/cluster/kubernetes/watchLedger';
import type { Logger } from '@sqllint/core/logging/logger';
import { openMetricsServer } from '@sqllint/core/metrics/openMetricsServer';
import { openStore } from '@sqllint/core/store/open';
import type { OperatorConfig } from './config/operatorConfig.ts';
import { openHealthServer } from './health/healthServer.ts';
import { openLeadership } from './leader/openLeadership.ts';
import { createOperatorMetrics } from './metrics/createOperatorMetrics.ts';
import { openControllers } from './openControllers.ts';

export interface RunningOperator {
  /** Where the health endpoints are. */
  readonly port: number;
  readonly metricsPort: number;
  isLeading(): boolean;
  /** Ends the work, then lets another operator lead. */
  stop(): Promise<void>;
}

export interface KubernetesOperatorOptions {
  readonly config: OperatorConfig;
  readonly kubeConfig: ClusterConfig;
  readonly logger: Logger;
  /** Another operator leads, or may soon: the process must end at once. */
  readonly onLost: (reason: string) => void;
}

/** Milliseconds without the end of any round, while keys wait, after which the process is taken for hung. */
const stalledAfterMs = 300_000;

/**
 * The operator on a cluster: warm as soon as its watches have seen everything, at work once it leads. Neither the
 * database nor the API need answer yet: watches and jobs wait for them, and the readiness says so.
 */
export async function runOnKubernetes(options: KubernetesOperatorOptions): Promise<RunningOperator> {
  const { config, kubeConfig, logger, onLost } = options;
  const now = (): number => performance.now();
  const store = await openStore({ url: config.SQLLINT_DATABASE_URL, logger });
  const metrics = createOperatorMetrics({ now });
  const watches = createWatchLedger({ now, onRestart: metrics.watchRestarted });
  const onRequest = metrics.requestSent;
  const onElected = (): void => controllers.lead();
  const leadership = openLeadership({ config, kubeConfig, logger, onElected, onLost, onRequest });
  const api = openKubernetesApi({ kubeConfig, mayWrite: leadership.isLeading, onRequest });
  const controllers = openControllers({ config, api, store, metrics, watches, logger });
  metrics.gather({
    isLeading: leadership.isLeading,
    jobs: controllers.jobs.values,
    admission: controllers.admission,
    slots: config.SQLLINT_MAX_CONCURRENT_JOBS,
    ...(controllers.poolPods && { poolPods: controllers.poolPods }),
    staleWatches: watches.staleByReason,
    now: Date.now,
  });

  let synced = false;
  controllers.start().then(
    () => {
      synced = true;
      logger.info({ namespaces: config.SQLLINT_NAMESPACE }, 'every existing job and profile was seen');
      leadership.start();
    },
    // Stopped before the first list was complete; whoever stops us knows.
    () => undefined,
  );
  const host = '0.0.0.0';
  const metricsServer = await openMetricsServer({
    registry: metrics.registry,
    host,
    port: config.SQLLINT_METRICS_PORT,
  });
  const health = await openHealthServer({
    host,
    port: config.SQLLINT_PORT,
    alive: { queue: () => controllers.stalledMs() < stalledAfterMs },
    checks: {
      watches: () => passWhen(synced && watches.stale().length === 0),
      kubernetes: controllers.check,
      database: () => store.check(),
    },
  });
  return {
    port: health.port,
    metricsPort: metricsServer.port,
    isLeading: leadership.isLeading,
    stop: async () => {
      await controllers.stop();
      await leadership.stop();
      await health.close();
      await metricsServer.close();
      await store.close();
    },
  };
}

async function passWhen(condition: boolean): Promise<void> {
  if (!condition) throw new Error('not yet');
}
