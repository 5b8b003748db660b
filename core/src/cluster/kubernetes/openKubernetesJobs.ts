import type { Logger } from '../../logging/logger.ts';
import { parseJob, parseNewSpec } from '../../resource/parseJob.ts';
import { apiVersion, kind, plural, type SqlLintJob, staleProgressMessage } from '../../resource/sqlLintJob.ts';
import { checkNewMetadata } from '../checkNewMetadata.ts';
import { ConflictError, ForbiddenError, InvalidResourceError, NotFoundError } from '../errors.ts';
import { finalizer } from '../finalizer.ts';
import type { JobEvent, JobRef, JobResources } from '../jobResources.ts';
import type { ClusterConfig } from './clusterConfig.ts';
import { collectionSource, listAll } from './collectionSource.ts';
import { type KubernetesApi, openKubernetesApi } from './kubernetesApi.ts';
import { loadKubeConfig } from './loadKubeConfig.ts';
import { openKubernetesProfiles } from './openKubernetesProfiles.ts';
import { collectionPath, objectPath, watchedCollections } from './paths.ts';
import { unlessMissing } from './unlessMissing.ts';
import { type WatchTiming, watchObjects } from './watchObjects.ts';
import type { WatchObserver } from './watchObserver.ts';
import { watchTogether } from './watchTogether.ts';

export interface FieldManagers {
  /** Who writes phase, conditions, verdict and counts. */
  readonly operator: string;
  /** Who writes `status.progress`. */
  readonly runner: string;
  /** Who creates resources and changes specs. */
  readonly spec: string;
}

export interface KubernetesJobsOptions {
  /** By default what kubectl, or the pod's service account, would use. */
  readonly kubeConfig?: ClusterConfig | Promise<ClusterConfig>;
  /** Instead of a kubeconfig. */
  readonly api?: KubernetesApi;
  readonly namespaces: 'all' | readonly string[];
  readonly fieldManagers?: Partial<FieldManagers>;
  readonly logger: Logger;
  readonly timing?: Partial<WatchTiming>;
  readonly watches?: WatchObserver;
}

const defaultManagers: FieldManagers = {
  operator: 'sqllint-operator',
  runner: 'sqllint-runner',
  spec: 'sqllint',
};

/** SqlLintJobs of a Kubernetes cluster. */
export function openKubernetesJobs(options: KubernetesJobsOptions): JobResources {
  const { logger, namespaces } = options;
  const managers = { ...defaultManagers, ...options.fieldManagers };
  const api = options.api ?? openKubernetesApi({ kubeConfig: options.kubeConfig ?? loadKubeConfig() });
  const parseOrSkip = (raw: unknown): SqlLintJob | undefined => {
    try {
      return parseJob(raw);
    } catch (error) {
      logger.error({ err: error }, 'a SqlLintJob of the API cannot be read and is ignored');
      return undefined;
    }
  };
  const sourceOf = (path: string) => collectionSource({ api, path, parse: parseOrSkip });
  const watchedPaths = watchedCollections(plural, namespaces);
  const profiles = openKubernetesProfiles({ api, namespaces, logger });

  const apply = async (ref: JobRef, fieldManager: string, status: object): Promise<SqlLintJob> =>
    parseJob(
      await api.request({
        method: 'PATCH',
        path: `${objectPath(plural, ref)}/status`,
        query: { fieldManager, force: true },
        patchType: 'application/apply-patch+yaml',
        body: { apiVersion, kind, metadata: { name: ref.name, namespace: ref.namespace }, status },
      }),
    );
  const mergePatch = async (ref: JobRef, body: object): Promise<SqlLintJob> =>
    parseJob(
      await api.request({
        method: 'PATCH',
        path: objectPath(plural, ref),
        query: { fieldManager: managers.spec },
        patchType: 'application/merge-patch+json',
        body,
      }),
    );

  return {
    create: async ({ spec, ...metadata }) => {
      checkNewMetadata({ ...metadata, spec });
      parseNewSpec(spec);
      const created = await api.request({
        method: 'POST',
        path: collectionPath(plural, metadata.namespace),
        query: { fieldManager: managers.spec },
        body: { apiVersion, kind, metadata, spec },
      });
      return parseJob(created);
    },
    get: async (ref) => {
      const raw = await unlessMissing(api.request({ method: 'GET', path: objectPath(plural, ref) }));
      return raw === undefined ? undefined : parseJob(raw);
    },
    list: async (namespace) => {
      const paths = namespace === undefined ? watchedPaths : [collectionPath(plural, namespace)];
      const lists = await Promise.all(paths.map((path) => listAll(sourceOf(path), new AbortController().signal)));
      return lists.flat();
    },
    watch: (handler) =>
      watchTogether(
        watchedPaths.map((path) =>
          watchObjects({
            ...sourceOf(path),
            what: plural,
            identify: (job) => job.metadata,
            handler: (event) => handler(jobEventOf(event)),
            logger,
            ...(options.timing && { timing: options.timing }),
            observer: options.watches,
          }),
        ),
      ),
    patchSpec: (ref, change) => mergePatch(ref, { spec: change }),
    applyStatus: (ref, status) => apply(ref, managers.operator, status),
    applyProgress: async (ref, progress) => {
      try {
        await apply(ref, managers.runner, { progress });
      } catch (error) {
        if (!(error instanceof InvalidResourceError && error.message.includes(staleProgressMessage))) throw error;
      }
    },
    setFinalizer: async (job, present) => {
      const { namespace, name, resourceVersion, finalizers = [] } = job.metadata;
      if (finalizers.includes(finalizer) === present) return job;
      const wanted = present ? [...finalizers, finalizer] : finalizers.filter((held) => held !== finalizer);
      return await mergePatch({ namespace, name }, { metadata: { resourceVersion, finalizers: wanted } });
    },
    delete: async (ref, uid) => {
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid }, propagationPolicy: 'Background' };
      await unlessMissing(api.request({ method: 'DELETE', path: objectPath(plural, ref), body }).catch(ignoreConflict));
    },
    getProfile: profiles.get,
    listProfiles: profiles.list,
    readConfigMap: (ref) => readConfigMap(api, ref),
    check: async () => {
      let refusal: unknown;
      for (const path of watchedPaths) {
        try {
          await api.request({ method: 'GET', path, query: { limit: 1 } });
          return;
        } catch (error) {
          // One namespace of several may be gone.
          if (!(error instanceof ForbiddenError || error instanceof NotFoundError)) throw error;
          refusal = error;
        }
      }
      throw refusal;
    },
  };
}

/** Another resource has the name by now, so the one that was meant is gone. */
function ignoreConflict(error: unknown): undefined {
  if (error instanceof ConflictError) return undefined;
  throw error;
}

interface RawConfigMap {
  readonly data?: Readonly<Record<string, string>>;
  /** Base64. */
  readonly binaryData?: Readonly<Record<string, string>>;
}

async function readConfigMap(
  api: KubernetesApi,
  ref: JobRef,
): Promise<Readonly<Record<string, string | Uint8Array>> | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(ref.namespace)}/configmaps/${encodeURIComponent(ref.name)}`;
  const raw = await unlessMissing(api.request({ method: 'GET', path }));
  if (raw === undefined) return undefined;
  const { data = {}, binaryData = {} } = raw as RawConfigMap;
  const bytes = Object.entries(binaryData).map(([key, base64]) => [key, Buffer.from(base64, 'base64')] as const);
  return { ...data, ...Object.fromEntries(bytes) };
}

function jobEventOf(
  event: { readonly type: 'present'; readonly object: SqlLintJob } | Extract<JobEvent, { type: 'gone' }>,
): JobEvent {
  return event.type === 'present' ? { type: 'present', job: event.object } : event;
}
