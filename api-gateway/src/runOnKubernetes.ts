import { type KubernetesJobsOptions, openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import type { Logger } from '@sqllint/core/logging/logger';
import { openMetricsServer } from '@sqllint/core/metrics/openMetricsServer';
import { openShare } from '@sqllint/core/share/openShare';
import { openStore } from '@sqllint/core/store/open';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { GatewayConfig } from './config.ts';
import { createGateway } from './createGateway.ts';

export interface RunningGateway {
  readonly url: string;
  readonly metricsPort: number;
  stop(): Promise<void>;
}

/**
 * The gateway on a cluster. Neither the database nor the API need answer yet: requests that need them say so.
 * @param options.kubeConfig by default what the pod's service account gives
 */
export async function runOnKubernetes(options: {
  readonly config: GatewayConfig;
  readonly logger: Logger;
  readonly kubeConfig?: KubernetesJobsOptions['kubeConfig'];
}): Promise<RunningGateway> {
  const { config, logger, kubeConfig } = options;
  const namespace = config.SQLLINT_NAMESPACE;
  const store = await openStore({ url: config.SQLLINT_DATABASE_URL, logger });
  const resources = openKubernetesJobs({ ...(kubeConfig && { kubeConfig }), namespaces: [namespace], logger });
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const gateway = createGateway({
    resources,
    store,
    share: openShare(config.SQLLINT_SHARE_DIR),
    namespace,
    logger,
    metrics,
    settings: { maxActiveJobs: config.SQLLINT_MAX_ACTIVE_JOBS, maxUploadBytes: config.SQLLINT_MAX_UPLOAD_BYTES },
  });
  const host = config.SQLLINT_HOST;
  const metricsServer = await openMetricsServer({ registry: metrics, host, port: config.SQLLINT_METRICS_PORT });
  const { url } = await gateway.listen(host, config.SQLLINT_PORT);
  return {
    url,
    metricsPort: metricsServer.port,
    async stop() {
      await gateway.stop();
      await metricsServer.close();
      await store.close();
    },
  };
}
