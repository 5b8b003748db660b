import { availableParallelism } from 'node:os';
import { KubeConfig } from '@kubernetes/client-node';
import { openKubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import { createLogger } from '@sqllint/core/logging/logger';
import { openShare } from '@sqllint/core/share/openShare';
import { openStore } from '@sqllint/core/store/open';
import { runJob } from '../../../../lint-runner/src/runner/runJob.ts';
import { defaultRunnerSettings } from '../../../../lint-runner/src/runner/settings.ts';
import { scriptedEngines } from '../../../../lint-runner/src/runner/testing/scriptedEngines.ts';
import { followPods } from './followPods.ts';
import { createLedger } from './ledger.ts';
import type { RunnersPlan } from './plan.ts';

/**
 * The runners of simulated pods, in one process: when a pod runs, what a runner does is done, with the runner's own
 * code, rights and database, and with an engine that answers at once. When the pod ends, it should be over.
 */
async function main(plan: RunnersPlan): Promise<void> {
  const logger = createLogger({ name: 'runners', level: 'warn' });
  const store = await openStore({ url: plan.databaseUrl, poolSize: plan.connections, logger });
  const share = openShare(plan.shareDir);
  const engines = scriptedEngines(undefined, { size: availableParallelism() });
  const signal = new AbortController().signal;
  const ledger = createLedger();
  const watches = plan.namespaces.map(({ namespace, kubeconfig }) => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kubeconfig);
    const resources = openKubernetesJobs({ kubeConfig, namespaces: [namespace], logger });
    const run = async (pod: string, job: string): Promise<void> => {
      ledger.runs(pod, job);
      const ref = { namespace, name: job };
      const parts = { resources, store, share, engines, logger, signal, settings: defaultRunnerSettings };
      const { exitCode, message } = await runJob({ ...parts, ref, runnerId: pod });
      if (exitCode === 0) ledger.done(pod, Date.now());
      else logger.error({ pod, exit_code: exitCode }, message);
    };
    return followPods({
      api: openKubernetesApi({ kubeConfig: adminConfig(plan) }),
      namespace,
      logger,
      onRunning: (pod, job) => void run(pod, job),
      onEnded: (pod, job) => ledger.ended(pod, job, Date.now()),
    });
  });
  await Promise.all(watches.map(({ ready }) => ready));
  process.send?.({ ready: true });
  setInterval(() => process.send?.({ pods: ledger.take() }), 250);
}

function adminConfig({ adminKubeconfig }: RunnersPlan): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(adminKubeconfig);
  return kubeConfig;
}

// The bench is gone: nobody is left to work for.
process.once('disconnect', () => process.exit(0));
process.once('message', (plan) => {
  main(plan as RunnersPlan).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
