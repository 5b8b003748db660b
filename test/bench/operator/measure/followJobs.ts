import type { KubeConfig, V1Job } from '@kubernetes/client-node';
import type { Watch } from '@sqllint/core/cluster/jobResources';
import { collectionSource } from '@sqllint/core/cluster/kubernetes/collectionSource';
import { openKubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { collectionPath } from '@sqllint/core/cluster/kubernetes/paths';
import { watchObjects } from '@sqllint/core/cluster/kubernetes/watchObjects';
import { isTerminalPhase, type JobPhase } from '@sqllint/core/job/states';
import type { Logger } from '@sqllint/core/logging/logger';
import { plural } from '@sqllint/core/resource/sqlLintJob';
import { jobNameAnnotation, runnerSelector } from '../../../../operator/src/kubernetes/labels.ts';
import { jobsPath } from '../../../../operator/src/kubernetes/paths.ts';
import { identityOf } from '../../../../operator/src/kubernetes/runnerJob.ts';
import type { Timeline } from './timeline.ts';

export interface FollowJobsOptions {
  readonly kubeConfig: KubeConfig;
  readonly namespaces: readonly string[];
  readonly timeline: Timeline;
  readonly logger: Logger;
}

/** Notes when Kubernetes Jobs and terminal phases are seen. */
export function followJobs({ kubeConfig, namespaces, timeline, logger }: FollowJobsOptions): readonly Watch[] {
  const api = openKubernetesApi({ kubeConfig });
  return namespaces.flatMap((namespace) => [
    watchObjects({
      ...collectionSource({ api, path: collectionPath(plural, namespace), parse: readJob }),
      what: plural,
      identify: (job) => job,
      handler: (event) => {
        if (event.type === 'present' && isTerminalPhase(event.object.phase)) {
          timeline.ended(event.object.name, event.object.phase ?? '', Date.now());
        }
      },
      logger,
    }),
    watchObjects({
      ...collectionSource({
        api,
        path: jobsPath(namespace),
        query: { labelSelector: runnerSelector },
        parse: readWorkload,
      }),
      what: 'jobs',
      identify: (job) => job,
      handler: (event) => {
        if (event.type === 'present') timeline.workload(event.object.owner, Date.now());
      },
      logger,
    }),
  ]);
}

function readJob(raw: unknown) {
  const { metadata, status } = raw as { metadata: V1Job['metadata']; status?: { readonly phase?: JobPhase } };
  const identity = identityOf(metadata);
  return identity && { ...identity, phase: status?.phase };
}

function readWorkload(raw: unknown) {
  const { metadata } = raw as V1Job;
  const identity = identityOf(metadata);
  const owner = metadata?.annotations?.[jobNameAnnotation];
  return identity && owner !== undefined ? { ...identity, owner } : undefined;
}
