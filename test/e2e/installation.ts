import { mkdir, rm } from 'node:fs/promises';
import { execa } from 'execa';
import type { Kubectl } from './kubectl.ts';

export interface InstallationOptions {
  readonly helm: string;
  readonly kubeconfig: string;
  readonly kubectl: Kubectl;
  /** `local`, `kind`, or `given`. */
  readonly clusterKind: string;
  /** An absolute folder of the node, for clusters that are ours. */
  readonly shareFolder: string;
  /** Says where a given cluster finds images and storage. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of the chart, above those that suit the cluster. */
  readonly values?: Readonly<Record<string, string>>;
}

const release = 'sqllint';
const runAs = '10001:10001';
/** What profiles may say of their pods: with it a case gives a single job pods that get into trouble. */
const grantsOfProfiles = { 'runner.profileScheduling': '{nodeSelector,resources,labels}' };

/** The chart in a namespace of its own, with the bundled MySQL server and a share that suits the cluster. */
export class Installation {
  readonly #options: InstallationOptions;
  readonly operator = `deployment/${release}-operator`;
  readonly gateway = `deployment/${release}-gateway`;
  readonly gatewayService = `service/${release}-gateway`;
  readonly shareClaim = `${release}-share`;

  constructor(options: InstallationOptions) {
    this.#options = options;
  }

  async install(): Promise<void> {
    const { kubectl } = this.#options;
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await kubectl.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: kubectl.namespace, labels } });
    await this.#makeShareFolder();
    const chosen = { ...this.#values(), ...grantsOfProfiles, ...this.#options.values };
    const values = Object.entries(chosen).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    await this.#helm(['install', release, 'charts/sqllint', '--wait', '--timeout', '5m', ...values]);
    // What someone must mend fails a job after five minutes; the cases have less patience.
    await kubectl.run(['set', 'env', this.operator, 'SQLLINT_POD_TROUBLE_GRACE_SECONDS=25']);
  }

  /** The pod that holds the operators' Lease. Fails while nobody does. */
  async leader(): Promise<string> {
    const { kubectl } = this.#options;
    const path = 'jsonpath={.spec.holderIdentity}';
    const holder = await kubectl.run(['get', 'lease', `${release}-operator`, '--output', path]);
    const [pod = ''] = holder.split('_');
    if (pod === '') throw new Error('no operator holds the Lease');
    return pod;
  }

  /** Removes the release, the namespaces and the share's folder, as far as each is there. */
  async uninstall(): Promise<void> {
    const { kubectl } = this.#options;
    await kubectl.attempt(['delete', 'sqllintjobs', '--all', '--timeout', '60s'], { timeoutMs: 90_000 });
    await this.#helm(['uninstall', release, '--wait', '--timeout', '2m']).catch(() => undefined);
    await kubectl.attempt(['delete', 'namespace', kubectl.namespace, '--timeout', '120s'], { timeoutMs: 150_000 });
    await this.#removeShareFolder();
  }

  #values(): Record<string, string> {
    const { clusterKind, environment } = this.#options;
    if (clusterKind === 'given') {
      return {
        logLevel: 'debug',
        'image.registry': environment.SQLLINT_E2E_IMAGE_REGISTRY ?? '',
        'image.tag': environment.SQLLINT_E2E_IMAGE_TAG ?? '',
        'share.storageClass': environment.SQLLINT_E2E_STORAGE_CLASS ?? '',
      };
    }
    return {
      logLevel: 'debug',
      'image.registry': 'localhost',
      'image.tag': 'dev',
      'share.type': 'hostPath',
      'share.hostPath.path': this.#options.shareFolder,
      'database.bundled.image': 'localhost/sqllint-mysql:dev',
      'database.bundled.persistence.enabled': 'false',
      // Two cores carry everything here; what a pod asks for must still fit three times.
      'runner.resources.requests.cpu': '200m',
      'runner.resources.requests.memory': '256Mi',
    };
  }

  async #makeShareFolder(): Promise<void> {
    const { clusterKind, shareFolder } = this.#options;
    if (clusterKind === 'local') {
      await mkdir(shareFolder, { recursive: true });
      await execa('chown', [runAs, shareFolder]);
    } else if (clusterKind === 'kind') {
      for (const node of await this.#nodes()) {
        await execa('docker', ['exec', node, 'sh', '-c', `mkdir -p ${shareFolder} && chown ${runAs} ${shareFolder}`]);
      }
    }
  }

  async #removeShareFolder(): Promise<void> {
    const { clusterKind, shareFolder } = this.#options;
    if (clusterKind === 'local') await rm(shareFolder, { recursive: true, force: true });
    if (clusterKind === 'kind') {
      for (const node of await this.#nodes()) await execa('docker', ['exec', node, 'rm', '-rf', shareFolder]);
    }
  }

  async #nodes(): Promise<readonly string[]> {
    const names = await this.#options.kubectl.run(['get', 'nodes', '--output', 'jsonpath={.items[*].metadata.name}']);
    return names.split(' ');
  }

  async #helm(args: readonly string[]): Promise<void> {
    const { helm, kubeconfig, kubectl } = this.#options;
    await execa(helm, ['--kubeconfig', kubeconfig, '--namespace', kubectl.namespace, ...args], { timeout: 330_000 });
  }
}
