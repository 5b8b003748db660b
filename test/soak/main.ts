import { mkdirSync } from 'node:fs';
import { readOptions } from './options.ts';
import { hasPassed, reportOf } from './report.ts';
import { soak } from './soak.ts';
import { Cleanup, openWorld } from './world.ts';

const output = '.soak';
const cleanup = new Cleanup();
const stop = new AbortController();
const interrupt = (): void => {
  console.error('Interrupted: what was made is taken back');
  stop.abort();
};
process.once('SIGINT', interrupt);
process.once('SIGTERM', interrupt);
try {
  const options = readOptions(process.env);
  mkdirSync(output, { recursive: true });
  const { KUBECTL = '', HELM = '', CLUSTER_STATE = '' } = process.env;
  const places = { kubectl: KUBECTL, helm: HELM, kubeconfig: '.cluster/kubeconfig', clusterState: CLUSTER_STATE };
  const world = await openWorld(places, cleanup);
  stop.signal.throwIfAborted();
  const outcome = await soak({ options, world, output, cleanup, signal: stop.signal });
  console.log(reportOf(outcome));
  process.exitCode = hasPassed(outcome) ? 0 : 1;
} catch (error) {
  if (!stop.signal.aborted) console.error(error);
  process.exitCode = stop.signal.aborted ? 130 : 1;
} finally {
  await cleanup.run();
}
process.exit();
