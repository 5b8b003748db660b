import { apiVersion } from '../../resource/sqlLintJob.ts';
import type { JobRef } from '../jobResources.ts';

/** Where resources of our group are. Without a namespace: those of all namespaces. */
export function collectionPath(plural: string, namespace?: string): string {
  const group = `/apis/${apiVersion}`;
  return namespace === undefined
    ? `${group}/${plural}`
    : `${group}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

export function objectPath(plural: string, ref: JobRef): string {
  return `${collectionPath(plural, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}

/** The collections that are watched: that of all namespaces, or one of each. */
export function watchedCollections(plural: string, namespaces: 'all' | readonly string[]): readonly string[] {
  return namespaces === 'all'
    ? [collectionPath(plural)]
    : namespaces.map((namespace) => collectionPath(plural, namespace));
}
