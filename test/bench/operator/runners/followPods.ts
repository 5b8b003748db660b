import type { V1Pod } from '@kubernetes/client-node';
import type { Watch } from '@sqllint/core/cluster/jobResources';
import { collectionSource } from '@sqllint/core/cluster/kubernetes/collectionSource';
import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { watchObjects } from '@sqllint/core/cluster/kubernetes/watchObjects';
import type { Logger } from '@sqllint/core/logging/logger';
import { jobNameAnnotation, runnerSelector } from '../../../../operator/src/kubernetes/labels.ts';
import { podsPath } from '../../../../operator/src/kubernetes/paths.ts';
import { identityOf } from '../../../../operator/src/kubernetes/runnerJob.ts';

export interface FollowPodsOptions {
  readonly api: KubernetesApi;
  readonly namespace: string;
  readonly logger: Logger;
  /** Called once for each pod, with its name and that of the SqlLintJob that it is for. */
  onRunning(pod: string, job: string): void;
  onEnded(pod: string, job: string): void;
}

/** Tells of the runners' pods when they run and when they have ended. */
export function followPods(options: FollowPodsOptions): Watch {
  const { api, namespace, logger } = options;
  const phases = new Map<string, string>();
  const see = (pod: SeenPod): void => {
    if (phases.get(pod.uid) === pod.phase) return;
    phases.set(pod.uid, pod.phase);
    if (pod.phase === 'Running') options.onRunning(pod.name, pod.job);
    if (pod.phase === 'Succeeded' || pod.phase === 'Failed') options.onEnded(pod.name, pod.job);
  };
  return watchObjects<SeenPod>({
    ...collectionSource({ api, path: podsPath(namespace), query: { labelSelector: runnerSelector }, parse: readPod }),
    what: 'pods',
    identify: (pod) => pod,
    handler: (event) => (event.type === 'present' ? see(event.object) : phases.delete(event.uid)),
    logger,
  });
}

type SeenPod = NonNullable<ReturnType<typeof readPod>>;

function readPod(raw: unknown) {
  const { metadata, status } = raw as V1Pod;
  const identity = identityOf(metadata);
  const job = metadata?.annotations?.[jobNameAnnotation];
  if (identity === undefined || job === undefined) return undefined;
  return { ...identity, job, phase: status?.phase ?? '' };
}
