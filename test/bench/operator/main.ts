import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import { createLogger } from '@sqllint/core/logging/logger';
import { followJobs } from './measure/followJobs.ts';
import { untilIdle, useOf } from './measure/processUse.ts';
import { Timeline } from './measure/timeline.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { expireJobs, restartOperator, runJobs } from './phases.ts';
import { jsonOf, type Results, tableOf } from './report.ts';
import { Cleanup, openWorld, type Places } from './world.ts';

const startTimeoutMs = 60_000;
const settleMs = 30_000;

async function bench(options: BenchOptions, places: Places, cleanup: Cleanup): Promise<Results> {
  const logger = createLogger({ name: 'bench', level: 'warn' });
  const timeline = new Timeline();
  const world = await openWorld(options, places, cleanup, { logger, onPodEnded: (pod) => timeline.podEnded(pod) });
  const { operator, namespaces, installation, descriptions } = world;
  const resources = openKubernetesJobs({ kubeConfig: installation.admin, namespaces, logger });
  const watches = followJobs({ kubeConfig: installation.admin, namespaces, timeline, logger });
  cleanup.add(async () => void (await Promise.all(watches.map((watch) => watch.stop()))));
  await Promise.all(watches.map(({ ready }) => ready));

  operator.start();
  await operator.untilReady(startTimeoutMs);
  await untilIdle(operator.pid, startTimeoutMs);
  const before = useOf(operator.pid);
  const jobs = Array.from({ length: options.jobs }, (_, index) => ({
    namespace: namespaces[index % namespaces.length] ?? '',
    name: `bench-${index}`,
  }));
  console.error(`${jobs.length} jobs are created`);
  const run = await runJobs(world, options, jobs, { resources, timeline });
  const timings = timeline.timings();
  if (options.profile) await operator.snapshot();
  if (options.restart) console.error('the operator is killed and started again');
  const restart = options.restart ? await restartOperator(world) : undefined;
  console.error('the jobs expire');
  const expiry = await expireJobs(world, options, jobs, resources);
  await sleep(settleMs);
  const after = useOf(operator.pid);
  writeFileSync(
    join(world.output, 'report.json'),
    jsonOf({ options, descriptions, timings, run, restart, expiry, before, after }),
  );
  return { options, descriptions, timings, run, restart, expiry, before, after };
}

const cleanup = new Cleanup();
const leave = (): void => {
  void cleanup.run().finally(() => process.exit(130));
};
process.once('SIGINT', leave);
process.once('SIGTERM', leave);
try {
  const { KUBECTL = '', HELM = '', CLUSTER_KUBECONFIG = '', CLUSTER_STATE = '' } = process.env;
  const places = { kubectl: KUBECTL, helm: HELM, kubeconfig: CLUSTER_KUBECONFIG, clusterState: CLUSTER_STATE };
  const results = await bench(readOptions(process.env), places, cleanup);
  console.log(`${results.descriptions.join(', ')}\n\n${tableOf(results)}`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}
process.exit();
