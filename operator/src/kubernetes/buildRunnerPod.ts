import { posix } from 'node:path';
import type { V1Container, V1EnvVar, V1PodSpec, V1VolumeMount } from '@kubernetes/client-node';
import type { RunnerJobSettings } from './runnerJobSettings.ts';

const shareDir = '/share';
const runnerUser = 10001;
/** Seconds between SIGTERM and SIGKILL: enough to give unfinished files back. */
const graceSeconds = 20;

/** The pod of a runner, under the restricted Pod Security Standard. Pure. */
export function buildRunnerPod(
  owner: { readonly name: string; readonly namespace: string },
  settings: RunnerJobSettings,
): V1PodSpec {
  return {
    restartPolicy: 'Never',
    enableServiceLinks: false,
    serviceAccountName: settings.serviceAccountName,
    // The runner reads its job and reports progress; its Role allows nothing else.
    automountServiceAccountToken: true,
    terminationGracePeriodSeconds: graceSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: runnerUser,
      runAsGroup: runnerUser,
      fsGroup: runnerUser,
      // A share may hold millions of files; they are not to be visited for every pod.
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [buildContainer(owner, settings)],
    volumes: [
      { name: 'share', persistentVolumeClaim: { claimName: settings.shareClaim } },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}

function buildContainer(
  owner: { readonly name: string; readonly namespace: string },
  settings: RunnerJobSettings,
): V1Container {
  return {
    name: 'lint-runner',
    image: settings.image,
    imagePullPolicy: settings.imagePullPolicy,
    command: ['node', '/app/lint-runner/src/main.ts'],
    env: buildEnv(owner, settings),
    resources: settings.resources,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    // The last lines of the log become the message of a runner that failed.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [...shareMounts(owner.namespace, settings), { name: 'tmp', mountPath: '/tmp' }],
  };
}

function buildEnv(
  owner: { readonly name: string; readonly namespace: string },
  settings: RunnerJobSettings,
): V1EnvVar[] {
  const { engineMemoryMib } = settings;
  return [
    { name: 'SQLLINT_JOB_NAME', value: owner.name },
    { name: 'SQLLINT_NAMESPACE', value: owner.namespace },
    { name: 'SQLLINT_RUNNER_ID', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'SQLLINT_SHARE_DIR', value: shareDir },
    { name: 'SQLLINT_DATABASE_URL', valueFrom: { secretKeyRef: { name: settings.databaseSecret, key: 'url' } } },
    { name: 'SQLLINT_ENGINES', value: String(settings.engines) },
    ...(engineMemoryMib === undefined ? [] : [{ name: 'SQLLINT_ENGINE_MEMORY_MIB', value: String(engineMemoryMib) }]),
    { name: 'SQLLINT_LOG_LEVEL', value: settings.logLevel },
    { name: 'SQLLINT_PYTHON', value: '/opt/sqlfluff/bin/python' },
  ];
}

/** Only the namespace's folder, and of that only the results can be written. */
function shareMounts(namespace: string, settings: RunnerJobSettings): V1VolumeMount[] {
  const root = settings.shareSubPath.replaceAll('{namespace}', namespace);
  return (['submissions', 'archives', 'results'] as const).map((folder) => ({
    name: 'share',
    mountPath: `${shareDir}/${folder}`,
    subPath: posix.join(root, folder),
    ...(folder !== 'results' && { readOnly: true }),
  }));
}
