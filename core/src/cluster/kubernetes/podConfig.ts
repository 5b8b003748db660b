import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { ClusterConfig } from './clusterConfig.ts';

/** https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

const name = 'pod';

/**
 * The cluster that this process is a pod of, as the pod's service account. The kubelet renews the token in its file, so
 * it is read anew whenever it is asked for.
 * @returns undefined outside a pod, or in one without a token
 */
export function podConfig(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string = accountFolder,
): ClusterConfig | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  const [tokenFile, caFile, namespaceFile] = ['token', 'ca.crt', 'namespace'].map((file) => join(folder, file));
  if (!host || !port || tokenFile === undefined || !existsSync(tokenFile)) return undefined;
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return {
    getCurrentCluster: () => ({ name, server, skipTLSVerify: false }),
    getCurrentContext: () => name,
    getContextObject: () => ({ name, cluster: name, user: name, ...namespaceOf(namespaceFile) }),
    applyToHTTPSOptions: async (options) => {
      const [token, ca] = await Promise.all([readFile(tokenFile, 'utf8'), readFile(caFile ?? '')]);
      options.ca = ca;
      options.headers = { ...options.headers, Authorization: `Bearer ${token.trim()}` };
    },
  };
}

function namespaceOf(file: string | undefined): { readonly namespace?: string } {
  if (file === undefined || !existsSync(file)) return {};
  return { namespace: readFileSync(file, 'utf8').trim() };
}
