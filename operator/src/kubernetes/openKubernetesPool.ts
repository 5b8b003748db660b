import { AlreadyExistsError, NotFoundError } from '@sqllint/core/cluster/errors';
import type { Watch } from '@sqllint/core/cluster/jobResources';
import { collectionSource, listAll } from '@sqllint/core/cluster/kubernetes/collectionSource';
import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { type ObjectIdentity, type WatchTiming, watchObjects } from '@sqllint/core/cluster/kubernetes/watchObjects';
import type { WatchObserver } from '@sqllint/core/cluster/kubernetes/watchObserver';
import { watchTogether } from '@sqllint/core/cluster/kubernetes/watchTogether';
import type { Logger } from '@sqllint/core/logging/logger';
import { WorkloadRefusedError } from '../cluster/workloads.ts';
import type { PoolPods, PoolRunner } from '../pool/poolPods.ts';
import { buildPoolJob, type PoolJobSettings, templateHash } from './buildPoolJob.ts';
import { refusalOf } from './createIfAbsent.ts';
import { poolSelector, poolSlotLabel } from './labels.ts';
import { jobPath, jobsPath, podsPath, serviceAccountPath } from './paths.ts';
import { openPodRefusals, type PodRefusal } from './podRefusals.ts';
import {
  lacksPod,
  type PoolRunnerJob,
  type PoolRunnerPod,
  poolRunnerOf,
  readPoolJob,
  readPoolPod,
} from './poolRunnerJob.ts';

export interface KubernetesPoolOptions {
  readonly api: KubernetesApi;
  readonly namespaces: 'all' | readonly string[];
  readonly settings: PoolJobSettings;
  readonly logger: Logger;
  readonly timing?: Partial<WatchTiming>;
  readonly watches?: WatchObserver;
  readonly now?: () => number;
}

/** Warm runners as single-pod Kubernetes Jobs, seen through watches. */
export function openKubernetesPool(options: KubernetesPoolOptions): PoolPods {
  const { api, settings, logger, now = Date.now } = options;
  const refusals = openPodRefusals({ api, logger, now });
  /** By the uid of the Job whose pod was refused. */
  const refused = new Map<string, PodRefusal | undefined>();
  const jobs = byNamespace<PoolRunnerJob>();
  const pods = byNamespace<PoolRunnerPod>();
  const templates = new Map<string, string>();
  /** Every job that waits for the pool asks for it. */
  const templateOf = (job: PoolRunnerJob): string => {
    const key = `${job.namespace}/${job.slot < settings.min}`;
    const template = templates.get(key) ?? templateHash(job, settings);
    templates.set(key, template);
    return template;
  };
  const runnerOf = (job: PoolRunnerJob): PoolRunner =>
    poolRunnerOf(job, pods.of(job.namespace), {
      now: now(),
      template: templateOf(job),
      refusal: refused.get(job.uid),
    });

  return {
    of: (namespace) => jobs.of(namespace).map(runnerOf),
    namespaces: () => jobs.namespaces(),
    explain: async (namespace) => {
      for (const job of jobs.of(namespace)) {
        if (lacksPod(job, pods.of(namespace), now())) refused.set(job.uid, await refusals.newest(namespace, job.uid));
        else refused.delete(job.uid);
      }
    },
    create: async (namespace, slot) => {
      const path = jobsPath(namespace);
      const query = { labelSelector: `${poolSelector},${poolSlotLabel}=${slot}` };
      const source = collectionSource({ api, path, query, parse: readPoolJob });
      // Read live: the watch may lag behind another operator.
      const all = await listAll(source, new AbortController().signal);
      const before = all.filter((job) => job.slot === slot);
      if (before.some(({ end }) => end === undefined)) return;
      const generation = 1 + Math.max(0, ...before.map((job) => job.attempt));
      const accountUid = await readAccountUid(api, namespace, settings.runner.serviceAccountName);
      await createJob(api, path, buildPoolJob({ namespace, slot, generation, accountUid }, settings));
    },
    retire: async ({ namespace, name, uid, state }) => {
      const preconditions = { uid };
      // In the foreground the Job shows that it leaves until its pod is gone, which that of a lost node never is.
      const propagationPolicy = state === 'lost' ? 'Background' : 'Foreground';
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy, preconditions };
      try {
        await api.request({ method: 'DELETE', path: jobPath({ namespace, name }), body });
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
      }
    },
    watch: (onChange) => watchPool(options, { jobs, pods }, { onChange, onGone: (uid) => refused.delete(uid) }),
  };
}

async function createJob(api: KubernetesApi, path: string, body: object): Promise<void> {
  try {
    await api.request({ method: 'POST', path, body });
  } catch (error) {
    // Another operator has filled the place.
    if (error instanceof AlreadyExistsError) return;
    throw refusalOf(error) ?? error;
  }
}

async function readAccountUid(api: KubernetesApi, namespace: string, name: string): Promise<string> {
  try {
    const account = await api.request({ method: 'GET', path: serviceAccountPath({ namespace, name }) });
    return (account as { metadata: { uid: string } }).metadata.uid;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw refusalOf(error) ?? error;
    const message = `The namespace ${namespace} has no ServiceAccount ${name}: add it to the namespaces of the installation.`;
    throw new WorkloadRefusedError('ServiceAccountMissing', message, { cause: error });
  }
}

function watchPool(
  { api, namespaces, logger, timing, watches }: KubernetesPoolOptions,
  seen: { readonly jobs: ByNamespace<PoolRunnerJob>; readonly pods: ByNamespace<PoolRunnerPod> },
  { onChange, onGone }: { readonly onChange: (namespace: string) => void; readonly onGone: (uid: string) => void },
): Watch {
  const query = { labelSelector: poolSelector };
  const follow = <T extends ObjectIdentity>(
    what: string,
    path: string,
    parse: (raw: unknown) => T | undefined,
    objects: ByNamespace<T>,
  ): Watch =>
    watchObjects<T>({
      ...collectionSource({ api, path, query, parse }),
      what,
      identify: (object) => object,
      handler: (event) => {
        if (event.type === 'present') objects.keep(event.object);
        else objects.forget(event.ref.namespace, event.uid);
        if (event.type === 'gone') onGone(event.uid);
        onChange(event.type === 'present' ? event.object.namespace : event.ref.namespace);
      },
      logger,
      observer: watches,
      ...(timing && { timing }),
    });
  const scopes = namespaces === 'all' ? [undefined] : namespaces;
  return watchTogether(
    scopes.flatMap((scope) => [
      follow('pool jobs', jobsPath(scope), readPoolJob, seen.jobs),
      follow('pool pods', podsPath(scope), readPoolPod, seen.pods),
    ]),
  );
}

interface ByNamespace<T> {
  keep(object: T): void;
  forget(namespace: string, uid: string): void;
  of(namespace: string): readonly T[];
  namespaces(): readonly string[];
}

/** Forgets namespaces that have nothing left. */
function byNamespace<T extends ObjectIdentity>(): ByNamespace<T> {
  const known = new Map<string, Map<string, T>>();
  return {
    keep: (object) => {
      const others = known.get(object.namespace) ?? new Map<string, T>();
      known.set(object.namespace, others.set(object.uid, object));
    },
    forget: (namespace, uid) => {
      const others = known.get(namespace);
      others?.delete(uid);
      if (others?.size === 0) known.delete(namespace);
    },
    of: (namespace) => [...(known.get(namespace)?.values() ?? [])],
    namespaces: () => [...known.keys()],
  };
}
