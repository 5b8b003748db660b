import type { V1Job, V1Pod } from '@kubernetes/client-node';
import { AlreadyExistsError, NotFoundError } from '@sqllint/core/cluster/errors';
import type { ApiRequest, KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';

type Stored = (V1Job | V1Pod) & { metadata: NonNullable<V1Job['metadata']> };

interface Change {
  readonly type: string;
  readonly object: unknown;
}

/** As much of the Kubernetes API as Jobs and pods need: create, read, patch, delete, list and watch. */
export interface FakeApi extends KubernetesApi {
  readonly requests: string[];
  put(path: string, object: V1Job | V1Pod): void;
  remove(path: string): void;
  read(path: string): Stored | undefined;
  /** The next POST is answered by this error. */
  refuseWith(error: Error): void;
}

/** @param now what a created object has for the time of its creation; milliseconds since the epoch */
export function fakeApi(now?: number): FakeApi {
  const creation = now === undefined ? {} : { creationTimestamp: new Date(now) };
  const objects = new Map<string, Stored>();
  const listeners = new Set<(path: string, change: Change) => void>();
  const requests: string[] = [];
  let version = 0;
  let refusal: Error | undefined;

  const tell = (path: string, change: Change): void => {
    for (const listener of listeners) listener(path, change);
  };
  const put = (path: string, object: V1Job | V1Pod): void => {
    version += 1;
    const before = objects.get(path);
    const metadata = {
      uid: `uid-${version}`,
      ...before?.metadata,
      ...object.metadata,
      resourceVersion: String(version),
    };
    const stored = { ...object, metadata };
    objects.set(path, stored);
    tell(path, { type: before ? 'MODIFIED' : 'ADDED', object: stored });
  };
  const remove = (path: string): void => {
    const object = objects.get(path);
    objects.delete(path);
    if (object) tell(path, { type: 'DELETED', object });
  };
  const existing = (path: string): Stored => {
    const object = objects.get(path);
    if (object === undefined) throw new NotFoundError(`${path} does not exist`);
    return object;
  };
  const ownsAny = (uid: string | undefined): boolean =>
    [...objects.values()].some(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
  const end = (path: string, options: unknown): void => {
    const before = existing(path);
    const { propagationPolicy } = (options ?? {}) as { readonly propagationPolicy?: string };
    if (propagationPolicy !== 'Foreground' || !ownsAny(before.metadata.uid)) remove(path);
    else put(path, { ...before, metadata: { ...before.metadata, deletionTimestamp: new Date() } } as V1Job);
  };
  const answer = ({ method, path, body }: ApiRequest): unknown => {
    requests.push(`${method} ${path}`);
    if (method === 'POST') {
      const error = refusal;
      refusal = undefined;
      if (error) throw error;
      const created = `${path}/${(body as V1Job).metadata?.name}`;
      if (objects.has(created)) throw new AlreadyExistsError(`${created} exists`);
      const { metadata, ...rest } = body as V1Job;
      put(created, { ...rest, metadata: { ...creation, ...metadata } });
      return objects.get(created);
    }
    if (method === 'PATCH') {
      const before = existing(path) as V1Job;
      put(path, { ...before, spec: { ...before.spec, ...(body as V1Job).spec } } as V1Job);
      return existing(path);
    }
    if (method === 'DELETE') {
      end(path, body);
      return {};
    }
    if (/\/(jobs|pods)$/.test(path)) {
      const items = [...objects].filter(([name]) => name.startsWith(`${path}/`)).map(([, object]) => object);
      return { items, metadata: { resourceVersion: String(version) } };
    }
    return existing(path);
  };

  return {
    requests,
    put,
    remove,
    read: (path) => objects.get(path),
    refuseWith: (error) => {
      refusal = error;
    },
    request: async (request) => answer(request),
    stream: async function* (path, _query, signal) {
      const queue: Change[] = [];
      let wake = Promise.withResolvers<void>();
      const listener = (changed: string, change: Change): void => {
        if (!changed.startsWith(`${path}/`)) return;
        queue.push(change);
        wake.resolve();
      };
      const end = (): void => wake.resolve();
      listeners.add(listener);
      signal.addEventListener('abort', end);
      while (!signal.aborted) {
        yield* queue.splice(0);
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
      listeners.delete(listener);
    },
  };
}
