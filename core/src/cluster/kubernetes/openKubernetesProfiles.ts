import type { Logger } from '../../logging/logger.ts';
import { parseProfile, type SqlLintProfile } from '../../resource/parseProfile.ts';
import { apiVersion } from '../../resource/sqlLintJob.ts';
import {
  type FoundProfile,
  profileKind,
  profilePlural,
  type SqlLintProfileStatus,
} from '../../resource/sqlLintProfile.ts';
import type { JobRef, Watch } from '../jobResources.ts';
import { isResourceName } from '../resourceName.ts';
import { collectionSource, listAll } from './collectionSource.ts';
import type { KubernetesApi } from './kubernetesApi.ts';
import { collectionPath, objectPath, watchedCollections } from './paths.ts';
import { unlessMissing } from './unlessMissing.ts';
import { type WatchTiming, watchObjects } from './watchObjects.ts';
import type { WatchObserver } from './watchObserver.ts';
import { watchTogether } from './watchTogether.ts';

/** SqlLintProfiles of a Kubernetes cluster, with what only Kubernetes has of them: a status. */
export interface KubernetesProfiles {
  get(ref: JobRef): Promise<SqlLintProfile | undefined>;
  list(namespace: string): Promise<readonly FoundProfile[]>;
  /** Names profiles that are there or have changed. `onChange` must only enqueue. */
  watch(onChange: (ref: JobRef) => void): Watch;
  /** Operator only: server-side apply under its field manager. */
  applyStatus(ref: JobRef, status: SqlLintProfileStatus): Promise<void>;
}

export interface KubernetesProfilesOptions {
  readonly api: KubernetesApi;
  readonly namespaces: 'all' | readonly string[];
  readonly logger: Logger;
  readonly timing?: Partial<WatchTiming>;
  readonly watches?: WatchObserver;
}

export function openKubernetesProfiles(options: KubernetesProfilesOptions): KubernetesProfiles {
  const { api, namespaces, logger, timing, watches } = options;
  const sourceOf = (path: string) => collectionSource({ api, path, parse: parseProfile });
  return {
    get: async (ref) => {
      // The name is a caller's, and `..` would be another address.
      if (!isResourceName(ref.name)) return undefined;
      const raw = await unlessMissing(api.request({ method: 'GET', path: objectPath(profilePlural, ref) }));
      return raw === undefined ? undefined : parseProfile(raw);
    },
    list: (namespace) => listAll(sourceOf(collectionPath(profilePlural, namespace)), new AbortController().signal),
    watch: (onChange) =>
      watchTogether(
        watchedCollections(profilePlural, namespaces).map((path) =>
          watchObjects({
            ...sourceOf(path),
            what: profilePlural,
            identify: (profile) => profile.metadata,
            handler: (event) => {
              if (event.type === 'present') onChange(event.object.metadata);
            },
            observer: watches,
            logger,
            ...(timing && { timing }),
          }),
        ),
      ),
    applyStatus: async (ref, status) => {
      await api.request({
        method: 'PATCH',
        path: `${objectPath(profilePlural, ref)}/status`,
        query: { fieldManager: 'sqllint-operator', force: true },
        patchType: 'application/apply-patch+yaml',
        body: {
          apiVersion,
          kind: profileKind,
          metadata: { name: ref.name, namespace: ref.namespace },
          status,
        },
      });
    },
  };
}
