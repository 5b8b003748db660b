import { expect, test } from '@jest/globals';
import { readConfig } from '@sqllint/core/config/readConfig';
import { operatorConfigSchema, runnerJobSettings, servedNamespaces } from './operatorConfig.ts';

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
