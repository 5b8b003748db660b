import { createHash } from 'node:crypto';
import type { V1Job, V1PodTemplateSpec } from '@kubernetes/client-node';
import { buildRunnerPod } from './buildRunnerPod.ts';
import { poolGenerationLabel, poolLabels, poolSlotLabel, poolTemplateLabel } from './labels.ts';
import type { RunnerJobSettings } from './runnerJobSettings.ts';
import { podAnnotations, podLabels } from './runnerScheduling.ts';

export interface PoolJobSettings {
  /** Of the pool's pods. */
  readonly runner: RunnerJobSettings;
  /** What the names of the Jobs begin with; at most 40 characters. */
  readonly prefix: string;
  /** Runners that never leave for want of work. */
  readonly min: number;
  /** Seconds without work after which the others leave. */
  readonly idleSeconds: number;
  /** Files after which a runner leaves to be replaced. */
  readonly maxTasks: number;
  /** Seconds that an ended Job is kept, with its pod and log; 300 by default. Its failure must be seen before. */
  readonly keepSeconds?: number | undefined;
}

export interface PoolPlace {
  readonly namespace: string;
  readonly slot: number;
  /** From 1; how often the place has been filled. */
  readonly generation: number;
  /** Of the runners' ServiceAccount, which the Job goes with. */
  readonly accountUid: string;
}

const defaultKeepSeconds = 300;

/** Two operators that fill the same place make the same name. */
export function poolJobName(prefix: string, { slot, generation }: Pick<PoolPlace, 'slot' | 'generation'>): string {
  return `${prefix}-pool-${slot}-${generation}`;
}

/**
 * The Kubernetes Job of one warm runner. Pure. Its pod is not replaced when it fails, since whoever keeps the pool decides on
 * that; one that had to leave its node is.
 */
export function buildPoolJob(place: PoolPlace, settings: PoolJobSettings): V1Job {
  const { namespace, slot, generation, accountUid } = place;
  const template = poolTemplate(place, settings);
  const own = {
    ...poolLabels,
    [poolSlotLabel]: String(slot),
    [poolGenerationLabel]: String(generation),
  };
  const { scheduling } = settings.runner;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: poolJobName(settings.prefix, place),
      namespace,
      labels: { ...own, [poolTemplateLabel]: templateHash(place, settings) },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'ServiceAccount', name: settings.runner.serviceAccountName, uid: accountUid },
      ],
    },
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 0,
      ttlSecondsAfterFinished: settings.keepSeconds ?? defaultKeepSeconds,
      // Drained nodes, evictions and preemptions are nobody's failure.
      podFailurePolicy: {
        rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      },
      podReplacementPolicy: 'Failed',
      template: {
        metadata: { labels: podLabels(own, scheduling), annotations: podAnnotations({}, scheduling) },
        ...template,
      },
    },
  };
}

/** Differs for runners that are made differently: by another image, other resources, or other settings. */
export function templateHash(place: Pick<PoolPlace, 'namespace' | 'slot'>, settings: PoolJobSettings): string {
  const { scheduling = {} } = settings.runner;
  const made = [poolTemplate(place, settings), scheduling.podLabels, scheduling.podAnnotations];
  return createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 16);
}

function poolTemplate(
  { namespace, slot }: Pick<PoolPlace, 'namespace' | 'slot'>,
  { runner, min, idleSeconds, maxTasks }: PoolJobSettings,
): Pick<V1PodTemplateSpec, 'spec'> {
  const env = [
    { name: 'SQLLINT_POOL_IDLE_SECONDS', value: String(slot < min ? 0 : idleSeconds) },
    { name: 'SQLLINT_POOL_MAX_TASKS', value: String(maxTasks) },
  ];
  return { spec: buildRunnerPod({ namespace, main: 'pool.ts', env }, runner) };
}
