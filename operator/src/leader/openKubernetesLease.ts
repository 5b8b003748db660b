import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { unlessMissing } from '@sqllint/core/cluster/kubernetes/unlessMissing';
import type { LeaseStore, StoredLease } from './lease.ts';

const apiVersion = 'coordination.k8s.io/v1';

/** A Lease of the Kubernetes API. What others wrote into it beside its holder and times stays. */
export function openKubernetesLease(api: Pick<KubernetesApi, 'request'>, { namespace, name }: JobRef): LeaseStore {
  const collection = `/apis/${apiVersion}/namespaces/${encodeURIComponent(namespace)}/leases`;
  const path = `${collection}/${encodeURIComponent(name)}`;
  const head = { apiVersion, kind: 'Lease' };
  return {
    read: async () => {
      const raw = await unlessMissing(api.request({ method: 'GET', path }));
      return raw === undefined ? undefined : storedLease(raw);
    },
    create: async (spec) => {
      const body = { ...head, metadata: { namespace, name }, spec };
      return storedLease(await api.request({ method: 'POST', path: collection, body }));
    },
    replace: async ({ metadata }, spec) =>
      storedLease(await api.request({ method: 'PUT', path, body: { ...head, metadata, spec } })),
  };
}

function storedLease(raw: unknown): StoredLease {
  const { metadata, spec } = raw as StoredLease & { spec?: StoredLease['spec'] };
  return { metadata, spec: spec ?? {} };
}
