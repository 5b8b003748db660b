import { randomBytes } from 'node:crypto';
import { KubeConfig } from '@kubernetes/client-node';
import type { JobResources } from '@sqllint/core/cluster/jobResources';
import { type KubernetesApi, openKubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import { createLogger } from '@sqllint/core/logging/logger';
import { Cluster } from '../e2e/cluster.ts';
import { Gateway } from '../e2e/gateway.ts';
import { Installation } from '../e2e/installation.ts';
import { Kubectl } from '../e2e/kubectl.ts';
import { forwardPort } from '../e2e/portForward.ts';
import { Database } from './database.ts';

/** The chart on a cluster, and all ways to it. */
export interface World {
  readonly salt: string;
  readonly kubectl: Kubectl;
  readonly cluster: Cluster;
  readonly installation: Installation;
  readonly api: KubernetesApi;
  readonly resources: JobResources;
  readonly database: Database;
  readonly gateway: Gateway;
  /** The namespace's folder of the share, where it can be seen from here. */
  readonly shareFolder: string | undefined;
  /** etcd's database file, where it can be seen from here. */
  readonly etcdFile: string | undefined;
}

export interface Places {
  readonly kubectl: string;
  readonly helm: string;
  readonly kubeconfig: string;
  /** The folder of the local cluster. */
  readonly clusterState: string;
}

/** What two cores carry: few jobs at a time, so that the others wait; runners that leave soon after their work. */
const values = {
  logLevel: 'info',
  'operator.replicas': '2',
  'operator.maxConcurrentJobs': '6',
  'runner.resources.requests.cpu': '100m',
  'runner.resources.requests.memory': '256Mi',
  'pool.max': '2',
  'pool.idleSeconds': '60',
};

/** What was made is taken back in the opposite order, each by its id, as often as one likes. */
export class Cleanup {
  readonly #steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      await step().catch((error: unknown) => console.error(error));
    }
  }
}

/** Installs the chart into a namespace of its own. */
export async function openWorld(places: Places, cleanup: Cleanup): Promise<World> {
  const salt = randomBytes(4).toString('hex');
  const namespace = `sqllint-soak-${salt}`;
  const { kubeconfig } = places;
  const kubectl = new Kubectl({ program: places.kubectl, kubeconfig, namespace });
  const clusterKind = await Cluster.kindOf('.');
  const shareRoot = `/var/tmp/sqllint-share-${salt}`;
  const installation = new Installation({
    helm: places.helm,
    kubeconfig,
    kubectl,
    clusterKind,
    shareFolder: shareRoot,
    environment: process.env,
    values,
  });
  cleanup.add(() => installation.uninstall());
  console.error(`Installing the chart into ${namespace}`);
  await installation.install();
  const cluster = new Cluster(kubectl, clusterKind);
  await cluster.rolledOut(installation.operator);
  await cluster.rolledOut(installation.gateway);

  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  const api = openKubernetesApi({ kubeConfig });
  const resources = openKubernetesJobs({
    api,
    namespaces: [namespace],
    logger: createLogger({ name: 'soak', level: 'error' }),
  });
  const database = await Database.open(kubectl);
  cleanup.add(() => database.stop());
  const forward = await forwardPort(kubectl, installation.gatewayService, 8000);
  cleanup.add(() => forward.stop());
  const isLocal = clusterKind === 'local';
  return {
    salt,
    kubectl,
    cluster,
    installation,
    api,
    resources,
    database,
    gateway: new Gateway(forward.url),
    shareFolder: isLocal ? `${shareRoot}/${namespace}` : undefined,
    etcdFile: isLocal ? `${places.clusterState}/etcd/member/snap/db` : undefined,
  };
}
