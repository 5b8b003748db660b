import { expect, test } from '@jest/globals';
import { readConfig } from '@sqllint/core/config/readConfig';
import {
  admissionLimits,
  operatorConfigSchema,
  poolBounds,
  poolRunnerSettings,
  runnerJobSettings,
} from '../../operator/src/config/operatorConfig.ts';
import { find, operatorEnv, podOf, template } from './renderChart.ts';

/** How the operator of the chart runs, and that it understands what the chart tells it. */

async function configOf(values: object) {
  const env = operatorEnv(await template(values));
  return readConfig(operatorConfigSchema, { ...env, SQLLINT_DATABASE_URL: 'mysql://u:p@db/sqllint' });
}

test('two operators, of which one works, spread over nodes and not drained together', async () => {
  const resources = await template({});
  const { spec } = find(resources, 'Deployment', 'sqllint-operator');
  expect(spec).toMatchObject({
    replicas: 2,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  });
  const selector = spec.selector as unknown as { matchLabels: object };
  expect(spec.template?.spec.topologySpreadConstraints).toEqual([
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: selector,
    },
  ]);
  expect(find(resources, 'PodDisruptionBudget', 'sqllint-operator').spec).toEqual({ maxUnavailable: 1, selector });
});

test('one operator is not held back from being drained', async () => {
  const resources = await template({ operator: { replicas: 1 } });
  expect(resources.map(({ kind }) => kind)).not.toContain('PodDisruptionBudget');
});

test("the operator may use its own Lease, and no other, in the release's namespace alone", async () => {
  const resources = await template({ watchAllNamespaces: true });
  expect(find(resources, 'Role', 'sqllint-operator-leader').rules).toEqual([
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      verbs: ['get', 'update'],
      resourceNames: ['sqllint-operator'],
    },
  ]);
  expect(find(resources, 'RoleBinding', 'sqllint-operator-leader').subjects).toEqual([
    { kind: 'ServiceAccount', name: 'sqllint-operator', namespace: 'team-a' },
  ]);
  expect(operatorEnv(resources)).toMatchObject({
    SQLLINT_LEADER_ELECTION: 'true',
    SQLLINT_LEASE_NAME: 'sqllint-operator',
    SQLLINT_METRICS_PORT: '9090',
  });
  const [operator] = podOf(find(resources, 'Deployment', 'sqllint-operator')).containers;
  for (const [name, field] of [
    ['SQLLINT_POD_NAME', 'name'],
    ['SQLLINT_POD_NAMESPACE', 'namespace'],
  ]) {
    expect(operator?.env).toContainEqual({ name, valueFrom: { fieldRef: { fieldPath: `metadata.${field}` } } });
  }
});

test('the operator reads the Secrets that callbacks are signed with, and no others', async () => {
  const rights = async (values: object) =>
    find(await template(values), 'Role', 'sqllint-operator').rules?.filter(({ resources }) =>
      resources.includes('secrets'),
    );
  expect(await rights({})).toEqual([]);
  expect(await rights({ callbacks: { secrets: ['hook'] } })).toEqual([
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['hook'] },
  ]);
});

test('the defaults are what the operator has by itself', async () => {
  const config = await configOf({});
  expect(admissionLimits(config)).toEqual({ installation: 50, namespace: Number.POSITIVE_INFINITY });
  expect(poolBounds(config)).toEqual({
    min: 0,
    max: 4,
    idleSeconds: 300,
    maxTasks: 5000,
    filesPerRunner: 20,
    prefix: 'sqllint',
  });
  expect(poolRunnerSettings(config)).toEqual(runnerJobSettings(config));
  expect(runnerJobSettings(config)).toMatchObject({ scheduling: {}, profileFields: [], sharePrepared: ['team-a'] });
});

test('everything that the values say of runners reaches them', async () => {
  const scheduling = {
    nodeSelector: { pool: 'batch' },
    tolerations: [{ key: 'batch', operator: 'Exists', tolerationSeconds: 300 }],
    affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
    priorityClassName: 'low',
    runtimeClassName: 'gvisor',
    podLabels: { 'example.com/team': 'platform' },
    podAnnotations: { 'example.com/note': 'x' },
  };
  const resources = { requests: { cpu: 1, memory: '1Gi' }, limits: { cpu: 2, memory: '2Gi' } };
  const config = await configOf({
    runner: { ...scheduling, profileScheduling: ['nodeSelector', 'labels'] },
    operator: { maxConcurrentJobs: 8, maxConcurrentJobsPerNamespace: 2 },
    pool: { min: 1, max: 2, idleSeconds: 60, maxTasksPerRunner: 1000000, filesPerRunner: 5, resources },
  });
  expect(runnerJobSettings(config)).toMatchObject({ scheduling, profileFields: ['nodeSelector', 'labels'] });
  expect(poolRunnerSettings(config)).toMatchObject({ scheduling, engines: 2 });
  expect(admissionLimits(config)).toEqual({ installation: 8, namespace: 2 });
  expect(poolBounds(config)).toMatchObject({ min: 1, max: 2, idleSeconds: 60, maxTasks: 1000000, filesPerRunner: 5 });
});

test('submissions are bounded', async () => {
  const [gateway] = podOf(
    find(await template({ gateway: { maxActiveJobs: 2000000 } }), 'Deployment', 'sqllint-gateway'),
  ).containers;
  expect(gateway?.env).toContainEqual({ name: 'SQLLINT_MAX_ACTIVE_JOBS', value: '2000000' });
});
