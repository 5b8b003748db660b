import { ClusterUnavailableError } from '../errors.ts';
import { type ApiStatus, errorOfResponse } from './apiErrors.ts';
import type { KubernetesApi, QueryParameters } from './kubernetesApi.ts';
import type { ListedPage, ObjectSource, WatchedChange } from './watchObjects.ts';

const pageSize = 500;

export interface CollectionOptions<T> {
  readonly api: KubernetesApi;
  /** For instance `/apis/batch/v1/namespaces/default/jobs`. */
  readonly path: string;
  /** For instance `{ labelSelector: 'app=sqllint' }`. */
  readonly query?: QueryParameters;
  /** Undefined for an object that is to be ignored. */
  parse(raw: unknown): T | undefined;
}

interface RawList {
  readonly items?: readonly unknown[] | null;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

interface RawChange {
  readonly type?: string;
  readonly object?: ApiStatus & { readonly metadata?: { readonly resourceVersion?: string } };
}

/** A collection of the API as `watchObjects` and `listAll` read it. */
export function collectionSource<T>(options: CollectionOptions<T>): ObjectSource<T> {
  const { api, path, query = {}, parse } = options;
  return {
    list: async (page, signal) => {
      const paged = { ...query, limit: pageSize, continue: page };
      const list = (await api.request({ method: 'GET', path, query: paged, signal })) as RawList;
      return {
        items: (list.items ?? []).map(parse).filter((item) => item !== undefined),
        resourceVersion: list.metadata?.resourceVersion ?? '',
        next: list.metadata?.continue || undefined,
      };
    },
    watch: async function* (resourceVersion, timeoutSeconds, signal) {
      const watched = { ...query, resourceVersion, timeoutSeconds, allowWatchBookmarks: true };
      for await (const raw of api.stream(path, watched, signal)) yield changeOf(raw as RawChange, parse);
    },
  };
}

function changeOf<T>(raw: RawChange, parse: (raw: unknown) => T | undefined): WatchedChange<T> {
  if (raw.type === 'ERROR') throw errorOfResponse(raw.object?.code ?? 500, JSON.stringify(raw.object), undefined);
  const resourceVersion = raw.object?.metadata?.resourceVersion;
  if (resourceVersion === undefined) {
    throw new ClusterUnavailableError(`The watch sent something that is no change: ${raw.type}`);
  }
  const object = raw.type === 'BOOKMARK' ? undefined : parse(raw.object);
  if (object === undefined) return { type: 'bookmark', resourceVersion };
  return { type: raw.type === 'DELETED' ? 'gone' : 'present', object };
}

/** Every object of a collection, page by page. */
export async function listAll<T>(source: Pick<ObjectSource<T>, 'list'>, signal: AbortSignal): Promise<readonly T[]> {
  const items: T[] = [];
  let page: string | undefined;
  do {
    const listed: ListedPage<T> = await source.list(page, signal);
    items.push(...listed.items);
    page = listed.next;
  } while (page !== undefined);
  return items;
}
