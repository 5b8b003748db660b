import { describe, expect, test } from '@jest/globals';
import { aJob } from '../../test/jobs.ts';
import type { WorkloadRequest } from '../cluster/workloads.ts';
import { buildRunnerJob } from './buildRunnerJob.ts';
import type { RunnerJobSettings } from './runnerJobSettings.ts';

const settings: RunnerJobSettings = {
  image: 'registry.example/sqllint:1.0.0',
  imagePullPolicy: 'IfNotPresent',
  serviceAccountName: 'sqllint-runner',
  databaseSecret: 'sqllint-runner-database',
  shareClaim: 'sqllint-share',
  shareSubPath: '{namespace}',
  resources: { requests: { cpu: '1', memory: '512Mi' }, limits: { memory: '1Gi' } },
  engines: 1,
  engineMemoryMib: 768,
  logLevel: 'info',
  keepSeconds: 3600,
};

const request: WorkloadRequest = {
  job: aJob(),
  attempt: 2,
  parallelism: 3,
  backoffLimit: 4,
  activeDeadlineSeconds: 3600,
};

const labels = {
  'app.kubernetes.io/name': 'sqllint',
  'app.kubernetes.io/component': 'lint-runner',
  'app.kubernetes.io/managed-by': 'sqllint-operator',
  'sqllint.dev/job': 'nightly',
  'sqllint.dev/job-uid': '6e696768-746c-7900-0000-000000000000',
  'sqllint.dev/attempt': '2',
};
const annotations = { 'sqllint.dev/job': 'nightly' };

test('the whole Job of an attempt', () => {
  expect(buildRunnerJob(request, settings)).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: 'nightly-2',
      namespace: 'team-a',
      labels,
      annotations,
      ownerReferences: [
        {
          apiVersion: 'sqllint.dev/v1',
          kind: 'SqlLintJob',
          name: 'nightly',
          uid: '6e696768-746c-7900-0000-000000000000',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      parallelism: 3,
      backoffLimit: 4,
      activeDeadlineSeconds: 3600,
      ttlSecondsAfterFinished: 3600,
      podFailurePolicy: {
        rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      },
      podReplacementPolicy: 'Failed',
      template: {
        metadata: { labels, annotations },
        spec: {
          restartPolicy: 'Never',
          enableServiceLinks: false,
          serviceAccountName: 'sqllint-runner',
          automountServiceAccountToken: true,
          terminationGracePeriodSeconds: 20,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 10001,
            runAsGroup: 10001,
            fsGroup: 10001,
            fsGroupChangePolicy: 'OnRootMismatch',
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'lint-runner',
              image: 'registry.example/sqllint:1.0.0',
              imagePullPolicy: 'IfNotPresent',
              command: ['node', '/app/lint-runner/src/main.ts'],
              env: [
                { name: 'SQLLINT_JOB_NAME', value: 'nightly' },
                { name: 'SQLLINT_NAMESPACE', value: 'team-a' },
                { name: 'SQLLINT_RUNNER_ID', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                { name: 'SQLLINT_SHARE_DIR', value: '/share' },
                {
                  name: 'SQLLINT_DATABASE_URL',
                  valueFrom: { secretKeyRef: { name: 'sqllint-runner-database', key: 'url' } },
                },
                { name: 'SQLLINT_ENGINES', value: '1' },
                { name: 'SQLLINT_ENGINE_MEMORY_MIB', value: '768' },
                { name: 'SQLLINT_LOG_LEVEL', value: 'info' },
                { name: 'SQLLINT_PYTHON', value: '/opt/sqlfluff/bin/python' },
              ],
              resources: { requests: { cpu: '1', memory: '512Mi' }, limits: { memory: '1Gi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              terminationMessagePolicy: 'FallbackToLogsOnError',
              volumeMounts: [
                { name: 'share', mountPath: '/share/submissions', subPath: 'team-a/submissions', readOnly: true },
                { name: 'share', mountPath: '/share/archives', subPath: 'team-a/archives', readOnly: true },
                { name: 'share', mountPath: '/share/results', subPath: 'team-a/results' },
                { name: 'tmp', mountPath: '/tmp' },
              ],
            },
          ],
          volumes: [
            { name: 'share', persistentVolumeClaim: { claimName: 'sqllint-share' } },
            { name: 'tmp', emptyDir: {} },
          ],
        },
      },
    },
  });
});

test('the root of the share can be given to one namespace', () => {
  const mounts = buildRunnerJob(request, { ...settings, shareSubPath: '.' }).spec?.template.spec?.containers[0]
    ?.volumeMounts;
  expect(mounts?.map(({ subPath }) => subPath)).toEqual(['submissions', 'archives', 'results', undefined]);
});

test('a namespace can have a folder of its own', () => {
  const shareSubPaths = { 'team-a': 'files/a' };
  const mounts = buildRunnerJob(request, { ...settings, shareSubPath: '.', shareSubPaths }).spec?.template.spec
    ?.containers[0]?.volumeMounts;
  expect(mounts?.[0]?.subPath).toBe('files/a/submissions');
});

describe('the folders of a share that nobody has prepared', () => {
  const podOf = (sharePrepared: RunnerJobSettings['sharePrepared']) =>
    buildRunnerJob(request, { ...settings, ...(sharePrepared && { sharePrepared }) }).spec?.template.spec;

  test('are made before the runner starts, by a container that no SQL reaches', () => {
    expect(podOf(['team-b'])?.initContainers).toEqual([
      {
        name: 'prepare-share',
        image: 'registry.example/sqllint:1.0.0',
        imagePullPolicy: 'IfNotPresent',
        command: ['/bin/sh', '-c'],
        args: [expect.stringContaining('mkdir -p "$FOLDER/$folder"')],
        env: [{ name: 'FOLDER', value: 'team-a' }],
        terminationMessagePolicy: 'FallbackToLogsOnError',
        resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '200m', memory: '64Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [{ name: 'share', mountPath: '/root-of-share' }],
      },
    ]);
  });

  test.each([[undefined], ['all' as const], [['team-a']]])('and not made again where they are: %j', (prepared) => {
    expect(podOf(prepared)).not.toHaveProperty('initContainers');
  });
});

describe('a job that names a queue of Kueue', () => {
  const queued = (labels: Record<string, string>) => {
    const job = aJob();
    return buildRunnerJob({ ...request, job: { ...job, metadata: { ...job.metadata, labels } } }, settings);
  };

  test('starts suspended, with the queue and its priority on the Job and not on its pods', () => {
    const job = queued({
      'kueue.x-k8s.io/queue-name': 'batch',
      'kueue.x-k8s.io/priority-class': 'low',
      'example.com/team': 'data',
    });
    expect(job.spec?.suspend).toBe(true);
    expect(job.metadata?.labels).toEqual({
      ...labels,
      'kueue.x-k8s.io/queue-name': 'batch',
      'kueue.x-k8s.io/priority-class': 'low',
    });
    expect(job.spec?.template.metadata?.labels).toEqual(labels);
  });

  test('and one that names none starts at once, whatever else its labels are', () => {
    const job = queued({ 'kueue.x-k8s.io/priority-class': 'low', 'kueue.x-k8s.io/queue-name': '' });
    expect(job.spec).not.toHaveProperty('suspend');
    expect(job.metadata?.labels).toEqual(labels);
  });
});

describe('where the pods run', () => {
  const scheduling = {
    nodeSelector: { pool: 'batch', zone: 'a' },
    tolerations: [{ key: 'batch', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
    priorityClassName: 'low',
    runtimeClassName: 'gvisor',
    podLabels: { 'example.com/team': 'platform', 'app.kubernetes.io/name': 'mine' },
    podAnnotations: { 'example.com/note': 'x', 'sqllint.dev/job': 'other' },
  };

  test('is what the installation says', () => {
    const template = buildRunnerJob(request, { ...settings, scheduling }).spec?.template;
    const { podLabels: _, podAnnotations: __, ...placement } = scheduling;
    expect(template?.spec).toMatchObject(placement);
    expect(template?.metadata).toEqual({
      labels: { 'example.com/team': 'platform', ...labels },
      annotations: { 'example.com/note': 'x', ...annotations },
    });
  });

  test("is what the profile says, above the installation's word", () => {
    const profile = {
      nodeSelector: { pool: 'big' },
      tolerations: [{ key: 'big', operator: 'Exists' as const }],
      priorityClassName: 'high',
      labels: { 'example.com/team': 'data', 'sqllint.dev/job': 'other' },
    };
    const template = buildRunnerJob({ ...request, scheduling: profile }, { ...settings, scheduling }).spec?.template;
    expect(template?.spec).toMatchObject({
      nodeSelector: { pool: 'big', zone: 'a' },
      tolerations: [...scheduling.tolerations, ...profile.tolerations],
      priorityClassName: 'high',
      runtimeClassName: 'gvisor',
    });
    expect(template?.metadata?.labels).toEqual({ 'example.com/team': 'data', ...labels });
  });

  test('with other resources goes another number of engines, and what a profile does not say stays', () => {
    const resources = { limits: { cpu: '2', memory: '4Gi' } };
    const [container] =
      buildRunnerJob({ ...request, scheduling: { resources } }, settings).spec?.template.spec?.containers ?? [];
    expect(container?.resources).toEqual({
      requests: { cpu: '1', memory: '512Mi' },
      limits: { cpu: '2', memory: '4Gi' },
    });
    expect(container?.env).toContainEqual({ name: 'SQLLINT_ENGINES', value: '2' });
    expect(container?.env).toContainEqual({ name: 'SQLLINT_ENGINE_MEMORY_MIB', value: '1920' });
  });
});

test('without a memory limit the engines have none from here', () => {
  const job = buildRunnerJob(request, { ...settings, engineMemoryMib: undefined });
  const names = job.spec?.template.spec?.containers[0]?.env?.map(({ name }) => name);
  expect(names).not.toContain('SQLLINT_ENGINE_MEMORY_MIB');
});
