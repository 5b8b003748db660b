import { expect, test } from '@jest/globals';
import { buildPoolJob, type PoolJobSettings, templateHash } from './buildPoolJob.ts';
import { runnerLabels } from './labels.ts';

const settings: PoolJobSettings = {
  runner: {
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
    scheduling: { nodeSelector: { pool: 'lint' }, podLabels: { team: 'x', 'app.kubernetes.io/name': 'no' } },
  },
  prefix: 'sqllint',
  min: 1,
  idleSeconds: 300,
  maxTasks: 5000,
};
const place = { namespace: 'team-a', slot: 1, generation: 4, accountUid: 'account-uid' };

const labels = {
  'app.kubernetes.io/name': 'sqllint',
  'app.kubernetes.io/component': 'pool-runner',
  'app.kubernetes.io/managed-by': 'sqllint-operator',
  'sqllint.dev/pool-slot': '1',
  'sqllint.dev/pool-generation': '4',
};

test('a pool has Jobs of one pod that is not replaced, under a name of its place, owned by the ServiceAccount', () => {
  const { metadata, spec } = buildPoolJob(place, settings);
  expect(metadata).toEqual({
    name: 'sqllint-pool-1-4',
    namespace: 'team-a',
    labels: { ...labels, 'sqllint.dev/pool-template': templateHash(place, settings) },
    ownerReferences: [{ apiVersion: 'v1', kind: 'ServiceAccount', name: 'sqllint-runner', uid: 'account-uid' }],
  });
  const { template, ...job } = spec ?? {};
  expect(job).toEqual({
    parallelism: 1,
    completions: 1,
    backoffLimit: 0,
    ttlSecondsAfterFinished: 300,
    podFailurePolicy: {
      rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
    },
    podReplacementPolicy: 'Failed',
  });
  expect(template?.metadata?.labels).toEqual({ team: 'x', ...labels });
  expect(template?.spec).toMatchObject({ serviceAccountName: 'sqllint-runner', nodeSelector: { pool: 'lint' } });
});

test('its pod runs the program of the pool for its namespace, and the kept places never leave', () => {
  const containerOf = (slot: number) => buildPoolJob({ ...place, slot }, settings).spec?.template.spec?.containers[0];
  const settingOf = (slot: number, name: string) => containerOf(slot)?.env?.find((each) => each.name === name)?.value;
  expect(containerOf(1)?.command).toEqual(['node', '/app/lint-runner/src/pool.ts']);
  expect(settingOf(1, 'SQLLINT_NAMESPACE')).toBe('team-a');
  expect(settingOf(1, 'SQLLINT_JOB_NAME')).toBeUndefined();
  expect(settingOf(1, 'SQLLINT_POOL_MAX_TASKS')).toBe('5000');
  expect([settingOf(0, 'SQLLINT_POOL_IDLE_SECONDS'), settingOf(1, 'SQLLINT_POOL_IDLE_SECONDS')]).toEqual(['0', '300']);
});

test('the watches of single jobs do not see it', () => {
  const component = 'app.kubernetes.io/component';
  expect(buildPoolJob(place, settings).metadata?.labels?.[component]).not.toBe(runnerLabels[component]);
});

test.each<[string, PoolJobSettings, boolean]>([
  ['another image', { ...settings, runner: { ...settings.runner, image: 'registry.example/sqllint:1.0.1' } }, false],
  ['another share of files', { ...settings, maxTasks: 10 }, false],
  ['another label', { ...settings, runner: { ...settings.runner, scheduling: { podLabels: { team: 'y' } } } }, false],
  ['a place that is kept now', { ...settings, min: 2 }, false],
  ['a longer time for ended Jobs', { ...settings, keepSeconds: 60 }, true],
  ['the same again', { ...settings }, true],
])('whether runners are made differently by now is told by a hash: %s', (_, changed, same) => {
  expect(templateHash(place, changed) === templateHash(place, settings)).toBe(same);
});
