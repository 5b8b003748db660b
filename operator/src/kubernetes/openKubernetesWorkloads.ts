import { NotFoundError } from '@sqllint/core/cluster/errors';
import type { JobRef, Watch } from '@sqllint/core/cluster/jobResources';
import { collectionSource } from '@sqllint/core/cluster/kubernetes/collectionSource';
import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { type ObjectIdentity, type WatchTiming, watchObjects } from '@sqllint/core/cluster/kubernetes/watchObjects';
import type { WatchObserver } from '@sqllint/core/cluster/kubernetes/watchObserver';
import { watchTogether } from '@sqllint/core/cluster/kubernetes/watchTogether';
import type { Logger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { type RunnerWorkloads, WorkloadRefusedError } from '../cluster/workloads.ts';
import { bearForbidden } from './bearForbidden.ts';
import { buildRunnerJob } from './buildRunnerJob.ts';
import { type CreatedJobs, createCreatedJobs } from './createdJobs.ts';
import { createIfAbsent } from './createIfAbsent.ts';
import { disallowedRunner } from './disallowedRunner.ts';
import { jobNameOf } from './jobName.ts';
import { runnerSelector } from './labels.ts';
import { createOwnedObjects, type OwnedObjects } from './ownedObjects.ts';
import { jobPath, jobsPath, podsPath } from './paths.ts';
import { openPodRefusals, type PodRefusal } from './podRefusals.ts';
import { createReminders } from './reminders.ts';
import { createResumptions, type Resumptions } from './resumptions.ts';
import { type RunnerJob, readRunnerJob } from './runnerJob.ts';
import type { RunnerJobSettings } from './runnerJobSettings.ts';
import { type RunnerPod, readRunnerPod } from './runnerPod.ts';
import { lacksPods, workloadView } from './workloadView.ts';

export interface KubernetesWorkloadsOptions {
  readonly api: KubernetesApi;
  readonly namespaces: 'all' | readonly string[];
  readonly settings: RunnerJobSettings;
  readonly logger: Logger;
  readonly timing?: Partial<WatchTiming>;
  readonly watches?: WatchObserver;
  readonly now?: () => number;
  /** Milliseconds after which a Job that has no pod, and no event that says why, is looked at again. */
  readonly lookAgainMs?: number;
}

const defaultLookAgainMs = 5_000;
/** After that a Job without pods is known to be one. */
const watchedCloselyMs = 60_000;

/** Runners as pods of Kubernetes Jobs. Jobs and pods are seen through watches, and read live where those may lag. */
export function openKubernetesWorkloads(options: KubernetesWorkloadsOptions): RunnerWorkloads {
  const { api, settings, logger, now = Date.now } = options;
  const jobs = createOwnedObjects<RunnerJob>();
  const pods = createOwnedObjects<RunnerPod>();
  const created = createCreatedJobs(now);
  const resumptions = createResumptions(now);
  const refusals = openPodRefusals({ api, logger, now });
  const reminders = createReminders(options.lookAgainMs ?? defaultLookAgainMs);

  /** Events are not watched: the API server would have to look at every one of the namespace. */
  const whyNoPods = async (job: RunnerJob, own: readonly RunnerPod[]): Promise<PodRefusal | undefined> => {
    if (!lacksPods(job, own, now())) return undefined;
    const refusal = await refusals.newest(job.namespace, job.uid);
    if (refusal === undefined && now() - (job.podsDueSince ?? now()) < watchedCloselyMs) reminders.remind(job.owner);
    return refusal;
  };

  const jobsOf = (ownerUid: string): readonly RunnerJob[] => [...jobs.of(ownerUid), ...created.of(ownerUid)];

  /** The watch may not have told yet of a Job that another operator, or we before we were started anew, have created. */
  const newestJob = async (job: SqlLintJob): Promise<RunnerJob | undefined> => {
    const attempt = job.status?.workload?.attempt ?? 0;
    const [seen] = jobsOf(job.metadata.uid).toSorted((a, b) => b.attempt - a.attempt);
    if (seen !== undefined && seen.attempt >= attempt) return seen.deleting ? undefined : seen;
    if (attempt === 0) return undefined;
    const { namespace } = job.metadata;
    const live = await readJob(api, { namespace, name: jobNameOf(job.metadata, attempt) });
    return live?.owner.uid === job.metadata.uid && !live.deleting ? live : undefined;
  };

  return {
    create: async (request) => {
      // What a job's profile said may be allowed no more.
      const [problem] = disallowedRunner(request.scheduling, settings);
      if (problem !== undefined) throw new WorkloadRefusedError('SchedulingNotAllowed', problem);
      const { uid } = request.job.metadata;
      const made = readRunnerJob(await createIfAbsent(api, buildRunnerJob(request, settings)));
      // The watch may have been faster, and knows better.
      if (made !== undefined && !jobs.of(uid).some((job) => job.uid === made.uid)) created.remember(made);
    },
    scale: async (job, parallelism) => {
      const newest = await newestJob(job);
      // Kueue ends a running Job whose parallelism changes, and queues it anew:
      // https://github.com/kubernetes-sigs/kueue/issues/467
      if (newest === undefined || (newest.inQueue && !newest.suspended)) return;
      const patchType = 'application/merge-patch+json';
      await api.request({ method: 'PATCH', path: jobPath(newest), patchType, body: { spec: { parallelism } } });
    },
    observe: async (job) => {
      const newest = await bearForbidden(job, newestJob(job));
      if (newest === undefined) return undefined;
      const own = pods.of(job.metadata.uid);
      const known = resumptions.complete(newest);
      return workloadView(known, own, now(), await whyNoPods(known, own));
    },
    unfinished: () =>
      jobs
        .all()
        .filter(({ end, deleting }) => end === undefined && !deleting)
        .map(({ owner }) => owner),
    delete: async (job) => {
      const { namespace, uid } = job.metadata;
      const latest = jobNameOf(job.metadata, job.status?.workload?.attempt ?? 1);
      const names = new Set([latest, ...jobsOf(uid).map(({ name }) => name)]);
      await Promise.all([...names].map((name) => bearForbidden(job, deleteJob(api, { namespace, name }, uid))));
      created.forgetOwner(uid);
    },
    watch: (onChange) => {
      const watch = watchAll(options, { jobs, pods, resumptions, created }, onChange);
      reminders.start(onChange);
      return {
        ready: watch.ready,
        stop: async () => {
          reminders.stop();
          await watch.stop();
        },
      };
    },
  };
}

interface Seen {
  readonly jobs: OwnedObjects<RunnerJob>;
  readonly pods: OwnedObjects<RunnerPod>;
  readonly resumptions: Resumptions;
  readonly created: CreatedJobs;
}

function watchAll(
  { api, namespaces, logger, timing, watches }: KubernetesWorkloadsOptions,
  seen: Seen,
  onChange: (ref: JobRef) => void,
): Watch {
  const query = { labelSelector: runnerSelector };
  const follow = <T extends RunnerJob | RunnerPod>(
    what: string,
    path: string,
    parse: (raw: unknown) => T | undefined,
    apply: OwnedObjects<T>['apply'],
  ): Watch =>
    watchObjects<T>({
      ...collectionSource({ api, path, query, parse }),
      what,
      identify: (object): ObjectIdentity => object,
      handler: (event) => {
        const owner = apply(event);
        if (owner !== undefined) onChange(owner);
      },
      observer: watches,
      logger,
      ...(timing && { timing }),
    });
  const scopes = namespaces === 'all' ? [undefined] : namespaces;
  return watchTogether(
    scopes.flatMap((scope) => [
      follow('jobs', jobsPath(scope), readRunnerJob, (event) => {
        seen.resumptions.apply(event);
        seen.created.shown(event.type === 'present' ? event.object.uid : event.uid);
        return seen.jobs.apply(event);
      }),
      follow('pods', podsPath(scope), readRunnerPod, seen.pods.apply),
    ]),
  );
}

async function readJob(api: KubernetesApi, ref: JobRef): Promise<RunnerJob | undefined> {
  try {
    return readRunnerJob(await api.request({ method: 'GET', path: jobPath(ref) }));
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Deletes the Job if it belongs to that SqlLintJob; its pods follow. */
async function deleteJob(api: KubernetesApi, ref: JobRef, ownerUid: string): Promise<void> {
  const job = await readJob(api, ref);
  if (job === undefined || job.owner.uid !== ownerUid || job.deleting) return;
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: 'Background',
    preconditions: { uid: job.uid },
  };
  try {
    await api.request({ method: 'DELETE', path: jobPath(ref), body });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}
