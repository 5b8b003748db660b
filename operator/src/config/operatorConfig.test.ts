import { expect, test } from '@jest/globals';
import { readConfig } from '@sqllint/core/config/readConfig';
import {
  admissionLimits,
  operatorConfigSchema,
  poolBounds,
  poolRunnerSettings,
  runnerJobSettings,
  servedNamespaces,
} from './operatorConfig.ts';

const least = {
  SQLLINT_DATABASE_URL: 'mysql://u:secret@db/sqllint',
  SQLLINT_NAMESPACE: 'team-a',
  SQLLINT_RUNNER_IMAGE: 'sqllint:1',
  SQLLINT_RUNNER_SERVICE_ACCOUNT: 'runner',
  SQLLINT_RUNNER_DATABASE_SECRET: 'database',
  SQLLINT_SHARE_CLAIM: 'share',
};

test('the least that must be said, and what follows from it', () => {
  const settings = runnerJobSettings(readConfig(operatorConfigSchema, least));
  expect(settings).toMatchObject({ image: 'sqllint:1', shareSubPath: '{namespace}', engines: 1, engineMemoryMib: 768 });
});

test("the runners' resources decide how many engines they have", () => {
  const SQLLINT_RUNNER_RESOURCES = '{"requests":{"cpu":2,"memory":"1Gi"},"limits":{"cpu":"2","memory":"2Gi"}}';
  const settings = runnerJobSettings(readConfig(operatorConfigSchema, { ...least, SQLLINT_RUNNER_RESOURCES }));
  expect(settings).toMatchObject({
    engines: 2,
    resources: { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } },
  });
});

test.each(['cpu=1', '{"limit":{}}', '[1]'])('resources that cannot be used are refused: %s', (text) => {
  const read = () => readConfig(operatorConfigSchema, { ...least, SQLLINT_RUNNER_RESOURCES: text });
  expect(read).toThrow(/SQLLINT_RUNNER_RESOURCES=.* must be JSON such as/);
});

test('resources without room for an engine are refused with the least that would do', () => {
  const SQLLINT_RUNNER_RESOURCES = '{"limits":{"memory":"300Mi"}}';
  const read = () => readConfig(operatorConfigSchema, { ...least, SQLLINT_RUNNER_RESOURCES });
  expect(read).toThrow(/SQLLINT_RUNNER_RESOURCES=.*300Mi.*: .*raise limits\.memory to 512Mi or more/);
});

test('an ended Job is kept long enough for its failures to be counted', () => {
  const read = (seconds: string) =>
    readConfig(operatorConfigSchema, { ...least, SQLLINT_RUNNER_KEEP_SECONDS: seconds });
  expect(() => read('0')).toThrow(/SQLLINT_RUNNER_KEEP_SECONDS=0: .*60/);
  expect(read('60').SQLLINT_RUNNER_KEEP_SECONDS).toBe(60);
});

test('what is missing is named, and nothing secret is shown', () => {
  const read = () => readConfig(operatorConfigSchema, { ...least, SQLLINT_RUNNER_IMAGE: '', SQLLINT_PORT: 'x' });
  expect(read).toThrow(/SQLLINT_RUNNER_IMAGE is missing/);
  expect(read).not.toThrow(/secret@/);
});

test.each([
  ['team-a', ['team-a']],
  [' team-a, team-b ,team-a', ['team-a', 'team-b']],
  ['*', 'all'],
])('the namespaces of "%s"', (setting, namespaces) => {
  expect(servedNamespaces(setting)).toEqual(namespaces);
});

const readWith = (settings: Record<string, string>) => readConfig(operatorConfigSchema, { ...least, ...settings });

test("quotas are satisfied by default: a runner's pod has requests and limits of CPU and memory", () => {
  const amounts = { cpu: expect.any(String), memory: expect.any(String) };
  expect(runnerJobSettings(readWith({})).resources).toEqual({ requests: amounts, limits: amounts });
});

test('how many jobs run at once', () => {
  expect(admissionLimits(readWith({}))).toEqual({ installation: 50, namespace: Number.POSITIVE_INFINITY });
  const limits = { SQLLINT_MAX_CONCURRENT_JOBS: '8', SQLLINT_MAX_CONCURRENT_JOBS_PER_NAMESPACE: '2' };
  expect(admissionLimits(readWith(limits))).toEqual({ installation: 8, namespace: 2 });
});

test('the pool, and what its runners have that others have not', () => {
  const config = readWith({
    SQLLINT_POOL_MIN: '1',
    SQLLINT_POOL_RESOURCES: '{"limits":{"cpu":"3","memory":"4Gi"}}',
    SQLLINT_RUNNER_SCHEDULING: '{"nodeSelector":{"pool":"batch"}}',
  });
  expect(poolBounds(config)).toEqual({
    min: 1,
    max: 4,
    idleSeconds: 300,
    maxTasks: 5000,
    filesPerRunner: 20,
    prefix: 'sqllint',
  });
  expect(poolRunnerSettings(config)).toMatchObject({
    engines: 3,
    resources: { limits: { cpu: '3', memory: '4Gi' } },
    scheduling: { nodeSelector: { pool: 'batch' } },
  });
  expect(runnerJobSettings(config).engines).toBe(1);
  expect(poolRunnerSettings(readWith({})).resources).toEqual(runnerJobSettings(readWith({})).resources);
});

test('leader election is on unless it is turned off', () => {
  expect(readWith({}).SQLLINT_LEADER_ELECTION).toBe(true);
  expect(readWith({ SQLLINT_LEADER_ELECTION: 'false' }).SQLLINT_LEADER_ELECTION).toBe(false);
});

test('what profiles may say of their runners', () => {
  expect(runnerJobSettings(readWith({})).profileFields).toEqual([]);
  const settings = readWith({ SQLLINT_RUNNER_PROFILE_FIELDS: 'nodeSelector, resources' });
  expect(runnerJobSettings(settings).profileFields).toEqual(['nodeSelector', 'resources']);
});

test('whose folders on the share are where, and which are there already', () => {
  expect(runnerJobSettings(readWith({}))).toMatchObject({ shareSubPaths: {}, sharePrepared: 'all' });
  const settings = readWith({ SQLLINT_SHARE_SUBPATHS: '{"team-a":"."}', SQLLINT_SHARE_PREPARED: 'team-a,team-b' });
  expect(runnerJobSettings(settings)).toMatchObject({
    shareSubPaths: { 'team-a': '.' },
    sharePrepared: ['team-a', 'team-b'],
  });
});

test.each([
  ['no job at once', { SQLLINT_MAX_CONCURRENT_JOBS: '0' }, /SQLLINT_MAX_CONCURRENT_JOBS=0: .*1/],
  ['a pool above its bound', { SQLLINT_POOL_MIN: '3', SQLLINT_POOL_MAX: '2' }, /SQLLINT_POOL_MIN=3: must not be above/],
  ['a leader election of neither kind', { SQLLINT_LEADER_ELECTION: 'maybe' }, /SQLLINT_LEADER_ELECTION=maybe: .*true/],
  ['scheduling that is no JSON', { SQLLINT_RUNNER_SCHEDULING: 'pool=a' }, /must be JSON such as \{"nodeSelector"/],
  ['scheduling of another kind', { SQLLINT_RUNNER_SCHEDULING: '{"nodeName":"n1"}' }, /JSON such as.*nodeName/],
  [
    "labels that are the operator's",
    { SQLLINT_RUNNER_SCHEDULING: '{"podLabels":{"sqllint.dev/job":"x"}}' },
    /podLabels: "sqllint\.dev\/job" is a label that pods are found by/,
  ],
  [
    'an annotation likewise',
    { SQLLINT_RUNNER_SCHEDULING: '{"podAnnotations":{"sqllint.dev/job":"x"}}' },
    /podAnnotations/,
  ],
  [
    'a field that profiles do not have',
    { SQLLINT_RUNNER_PROFILE_FIELDS: 'nodeSelector,affinity' },
    /"affinity" is unknown; use some of nodeSelector, tolerations, priorityClassName, resources, labels/,
  ],
  ['a folder that leaves the share', { SQLLINT_SHARE_SUBPATHS: '{"team-a":"../b"}' }, /team-a: must be "\."/],
])('refuses %s', (_, settings, message) => {
  expect(() => readWith(settings)).toThrow(message);
});
