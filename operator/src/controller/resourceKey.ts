import type { JobRef } from '@sqllint/core/cluster/jobResources';

/** A resource in a work queue. */
export function keyOf({ namespace, name }: JobRef): string {
  return `${namespace}/${name}`;
}

export function refOf(key: string): JobRef {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
