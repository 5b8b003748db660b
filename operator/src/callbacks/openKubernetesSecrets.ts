import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { unlessMissing } from '@sqllint/core/cluster/kubernetes/unlessMissing';
import { isResourceName } from '@sqllint/core/cluster/resourceName';
import { z } from 'zod';
import type { ReadSecret } from './attemptCallback.ts';

const secretSchema = z.object({ data: z.record(z.string(), z.base64()).nullish() });

/**
 * Reads Secrets one by one, by name: the operator needs `get` on those that callbacks may name, and nothing else.
 * @throws ForbiddenError for a Secret that it may not read; ClusterUnavailableError
 */
export function openKubernetesSecrets(api: Pick<KubernetesApi, 'request'>): ReadSecret {
  return async (namespace, name, key) => {
    // The name is a caller's, and `..` would be another address.
    if (!isResourceName(name)) return undefined;
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${name}`;
    const raw = await unlessMissing(api.request({ method: 'GET', path }));
    if (raw === undefined) return undefined;
    const { data } = secretSchema.parse(raw);
    const value = data && Object.hasOwn(data, key) ? data[key] : undefined;
    return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
  };
}
