import { KubeConfig } from '@kubernetes/client-node';

/**
 * The way to the cluster: the given file, else what kubectl would use (KUBECONFIG, `~/.kube/config`), else the service
 * account of the pod.
 */
export function loadKubeConfig(file?: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  if (file === undefined) kubeConfig.loadFromDefault();
  else kubeConfig.loadFromFile(file);
  return kubeConfig;
}
