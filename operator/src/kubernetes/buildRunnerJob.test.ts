import { expect, test } from '@jest/globals';
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

test('without a memory limit the engines have none from here', () => {
  const job = buildRunnerJob(request, { ...settings, engineMemoryMib: undefined });
  const names = job.spec?.template.spec?.containers[0]?.env?.map(({ name }) => name);
  expect(names).not.toContain('SQLLINT_ENGINE_MEMORY_MIB');
});
