import type { JobRef } from '@sqllint/core/cluster/jobResources';

/** Of one namespace, or of all. */
export function jobsPath(namespace?: string): string {
  return namespaced('/apis/batch/v1', namespace, 'jobs');
}

export function jobPath(job: JobRef): string {
  return `${jobsPath(job.namespace)}/${encodeURIComponent(job.name)}`;
}

export function serviceAccountPath(account: JobRef): string {
  return `${namespaced('/api/v1', account.namespace, 'serviceaccounts')}/${encodeURIComponent(account.name)}`;
}

export function podsPath(namespace?: string): string {
  return namespaced('/api/v1', namespace, 'pods');
}

export function eventsPath(namespace: string): string {
  return namespaced('/apis/events.k8s.io/v1', namespace, 'events');
}

function namespaced(group: string, namespace: string | undefined, resource: string): string {
  return namespace === undefined
    ? `${group}/${resource}`
    : `${group}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}
