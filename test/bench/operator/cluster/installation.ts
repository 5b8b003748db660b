import { KubeConfig } from '@kubernetes/client-node';
import { type KubernetesApi, openKubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { Kubectl } from '../../../e2e/kubectl.ts';
import { type Container, identities, names, operatorContainer, renderChart } from './chart.ts';

export interface InstallationOptions {
  readonly kubectl: string;
  readonly helm: string;
  readonly kubeconfig: string;
  readonly repository: string;
  readonly namespaces: readonly string[];
}

interface LeaseList {
  readonly items?:
    | readonly { readonly metadata: { readonly name: string }; readonly spec: { readonly holderIdentity?: string } }[]
    | null;
}

interface CountedList {
  readonly items?: readonly unknown[] | null;
  readonly metadata?: { readonly remainingItemCount?: number };
}

/** The chart's rights and policies in the namespaces of the bench, without its pods. */
export class Installation {
  readonly #options: InstallationOptions;
  readonly #admin: KubeConfig;
  readonly #api: KubernetesApi;

  constructor(options: InstallationOptions) {
    this.#options = options;
    this.#admin = new KubeConfig();
    this.#admin.loadFromFile(options.kubeconfig);
    this.#api = openKubernetesApi({ kubeConfig: this.#admin });
  }

  get admin(): KubeConfig {
    return this.#admin;
  }

  /** @returns the operator's container as the chart describes it */
  async install(): Promise<Container> {
    const { namespaces, helm, repository } = this.#options;
    const [first = ''] = namespaces;
    let container: Container | undefined;
    await this.#in(first).run(['apply', '--server-side', '--force-conflicts', '--filename', `${repository}/crds`]);
    for (const namespace of namespaces) {
      const objects = await renderChart({ helm, chart: `${repository}/charts/sqllint`, namespace });
      container ??= operatorContainer(objects);
      const items = [...surroundings(namespace), ...identities(objects, first)].map((object) => ({
        ...object,
        metadata: { namespace, ...('metadata' in object ? (object.metadata as object) : {}) },
      }));
      await this.#in(namespace).run(['apply', '--filename', '-'], {
        input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
      });
    }
    if (container === undefined) throw new Error('The bench needs a namespace.');
    return container;
  }

  /** A way to the API as one of the chart's accounts. */
  async as(account: 'operator' | 'runner', namespace: string): Promise<KubeConfig> {
    const args = ['create', 'token', names[account], '--duration', '24h'];
    const token = (await this.#in(namespace).run(args)).trim();
    const cluster = this.#admin.getCurrentCluster();
    if (cluster === null) throw new Error(`${this.#options.kubeconfig} names no cluster.`);
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromOptions({
      clusters: [cluster],
      users: [{ name: account, token }],
      contexts: [{ name: account, cluster: cluster.name, user: account }],
      currentContext: account,
    });
    return kubeConfig;
  }

  /** What the API server says at a path that is no resource. */
  raw(path: string): Promise<string> {
    return this.#in('default').run(['get', '--raw', path]);
  }

  /** Who leads, by the operator's Lease; undefined while nobody ever has. */
  async leader(): Promise<string | undefined> {
    const [namespace = ''] = this.#options.namespaces;
    const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
    const { items } = (await this.#api.request({ method: 'GET', path })) as LeaseList;
    return items?.find(({ metadata }) => metadata.name === names.operator)?.spec.holderIdentity;
  }

  /** How many objects there are in the namespaces; `pathOf` names the collection. */
  async count(pathOf: (namespace: string) => string): Promise<number> {
    const counts = await Promise.all(this.#options.namespaces.map((namespace) => this.#count(pathOf(namespace))));
    return counts.reduce((sum, each) => sum + each, 0);
  }

  async uninstall(): Promise<void> {
    const { namespaces } = this.#options;
    const volumes = namespaces.map(volumeOf);
    await this.#in('default').attempt(['delete', 'namespace', ...namespaces, '--wait=false', '--ignore-not-found']);
    await this.#in('default').attempt(['delete', 'persistentvolume', ...volumes, '--wait=false', '--ignore-not-found']);
  }

  /** Lists one object; the API says how many others there are. */
  async #count(path: string): Promise<number> {
    const list = (await this.#api.request({ method: 'GET', path, query: { limit: 1 } })) as CountedList;
    return (list.items?.length ?? 0) + (list.metadata?.remainingItemCount ?? 0);
  }

  #in(namespace: string): Kubectl {
    const { kubectl, kubeconfig } = this.#options;
    return new Kubectl({ program: kubectl, kubeconfig, namespace });
  }
}

function volumeOf(namespace: string): string {
  return `share-of-${namespace}`;
}

/** The namespace, and a share that is bound, since pods wait for it; nothing reads from it. */
function surroundings(namespace: string): readonly object[] {
  const share = { accessModes: ['ReadWriteMany'], storageClassName: '' };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volumeOf(namespace) },
      spec: {
        ...share,
        capacity: { storage: '1Gi' },
        hostPath: { path: '/nonexistent' },
        claimRef: { namespace, name: names.shareClaim },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: names.shareClaim },
      spec: { ...share, volumeName: volumeOf(namespace), resources: { requests: { storage: '1Gi' } } },
    },
  ];
}
