import type { V1Container, V1EnvVar, V1PodSpec } from '@kubernetes/client-node';
import type { ProfileRunner } from '@sqllint/core/resource/profileRunner';
import { buildPrepareShare } from './buildPrepareShare.ts';
import { type EngineSizing, engineSizingOf } from './engineSizing.ts';
import { containerSecurity, podSecurity } from './podSecurity.ts';
import type { RunnerJobSettings } from './runnerJobSettings.ts';
import { placementOf, resourcesOf } from './runnerScheduling.ts';
import { shareFolderOf, shareMounts, sharePreparedFor } from './shareFolders.ts';

const shareDir = '/share';
/** Seconds between SIGTERM and SIGKILL: enough to give unfinished files back. */
const graceSeconds = 20;

/** What a pod of runners is for. */
export interface RunnerPodUse {
  readonly namespace: string;
  /** The program, a file of lint-runner/src. */
  readonly main: 'main.ts' | 'pool.ts';
  /** What this program reads beside what all runners do. */
  readonly env: readonly V1EnvVar[];
  /** What the profile of the pod's only job says. */
  readonly profile?: ProfileRunner | undefined;
}

/** The pod of a runner, under the restricted Pod Security Standard. Pure. */
export function buildRunnerPod(use: RunnerPodUse, settings: RunnerJobSettings): V1PodSpec {
  const { namespace, profile } = use;
  const initContainers = sharePreparedFor(namespace, settings)
    ? []
    : [buildPrepareShare(settings.image, settings.imagePullPolicy, shareFolderOf(namespace, settings))];
  return {
    restartPolicy: 'Never',
    enableServiceLinks: false,
    serviceAccountName: settings.serviceAccountName,
    // The runner reads its job and reports progress; its Role allows nothing else.
    automountServiceAccountToken: true,
    terminationGracePeriodSeconds: graceSeconds,
    securityContext: podSecurity,
    ...placementOf(settings.scheduling, profile),
    ...(initContainers.length > 0 && { initContainers }),
    containers: [buildContainer(use, settings)],
    volumes: [
      { name: 'share', persistentVolumeClaim: { claimName: settings.shareClaim } },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}

function buildContainer(use: RunnerPodUse, settings: RunnerJobSettings): V1Container {
  const chosen = use.profile?.resources;
  const resources = resourcesOf(settings.resources, chosen);
  return {
    name: 'lint-runner',
    image: settings.image,
    imagePullPolicy: settings.imagePullPolicy,
    command: ['node', `/app/lint-runner/src/${use.main}`],
    env: buildEnv(use, settings, chosen === undefined ? settings : engineSizingOf(resources)),
    resources,
    securityContext: containerSecurity,
    // The last lines of the log become the message of a runner that failed.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      ...shareMounts(shareDir, shareFolderOf(use.namespace, settings)),
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

function buildEnv(use: RunnerPodUse, settings: RunnerJobSettings, sizing: EngineSizing): V1EnvVar[] {
  const { engines, engineMemoryMib } = sizing;
  return [
    ...use.env,
    { name: 'SQLLINT_NAMESPACE', value: use.namespace },
    { name: 'SQLLINT_RUNNER_ID', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'SQLLINT_SHARE_DIR', value: shareDir },
    { name: 'SQLLINT_DATABASE_URL', valueFrom: { secretKeyRef: { name: settings.databaseSecret, key: 'url' } } },
    { name: 'SQLLINT_ENGINES', value: String(engines) },
    ...(engineMemoryMib === undefined ? [] : [{ name: 'SQLLINT_ENGINE_MEMORY_MIB', value: String(engineMemoryMib) }]),
    { name: 'SQLLINT_LOG_LEVEL', value: settings.logLevel },
    { name: 'SQLLINT_PYTHON', value: '/opt/sqlfluff/bin/python' },
  ];
}
