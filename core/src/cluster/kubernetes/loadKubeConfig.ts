import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ClusterConfig } from './clusterConfig.ts';
import { podConfig } from './podConfig.ts';

/**
 * The way to the cluster: the given file, else what kubectl would use (KUBECONFIG, `~/.kube/config`), else the service
 * account of the pod.
 * @throws when a file cannot be read
 */
export async function loadKubeConfig(
  file?: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ClusterConfig> {
  const isNamed = file !== undefined || Boolean(environment.KUBECONFIG);
  const ofPod = isNamed || existsSync(join(homedir(), '.kube', 'config')) ? undefined : podConfig(environment);
  if (ofPod !== undefined) return ofPod;
  const { KubeConfig } = await import('@kubernetes/client-node');
  const kubeConfig = new KubeConfig();
  if (file === undefined) kubeConfig.loadFromDefault();
  else kubeConfig.loadFromFile(file);
  return kubeConfig;
}
