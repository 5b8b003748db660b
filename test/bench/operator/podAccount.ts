import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';

/** A service account as a pod has it: files in a place that cannot be chosen, and the API's address. */
export interface PodAccount {
  readonly environment: Readonly<Record<string, string>>;
  /** The command that runs another one where those files are, which nobody else sees. */
  wrap(command: readonly string[]): readonly string[];
}

/** @param folder where the files may be put */
export function podAccount(folder: string, kubeConfig: KubeConfig, namespace: string): PodAccount {
  const cluster = kubeConfig.getCurrentCluster();
  const token = kubeConfig.getCurrentUser()?.token;
  if (cluster === null || token === undefined) throw new Error('The account of a pod needs a cluster and a token.');
  const server = new URL(cluster.server);
  const files = {
    token,
    namespace,
    'ca.crt': Buffer.from(cluster.caData ?? '', 'base64'),
  };
  mkdirSync(folder, { mode: 0o700 });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
  const home = join(folder, 'home');
  mkdirSync(home);
  const place = '/run/secrets/kubernetes.io';
  const mount = `mount -t tmpfs bench /run && mkdir -p ${place} && cp -r ${folder} ${place}/serviceaccount && exec "$@"`;
  return {
    environment: {
      KUBERNETES_SERVICE_HOST: server.hostname,
      KUBERNETES_SERVICE_PORT: server.port || '443',
      // Without a kubeconfig in it.
      HOME: home,
    },
    wrap: (command) => ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', mount, 'sh', ...command],
  };
}
