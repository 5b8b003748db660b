import { describe, expect, test } from '@jest/globals';
import { find, notes, operatorEnv, podOf, type Resource, template } from './renderChart.ts';

/** What the chart makes for one, several and all namespaces. */

const nfs = { type: 'nfs', nfs: { server: 'files', path: '/exports/sql' } };
const several = { namespaces: ['team-a', 'team-b', 'team-c'], share: nfs };

const namespacesOf = (resources: readonly Resource[], kind: string, name: string) =>
  resources
    .filter((resource) => resource.kind === kind && resource.metadata.name === name)
    .map(({ metadata }) => metadata.namespace);

const policyOf = (resources: readonly Resource[]) =>
  find(resources, 'ValidatingAdmissionPolicy', 'sqllint-runner.team-a.sqllint.dev').spec as unknown as {
    readonly matchConstraints: { readonly resourceRules: readonly object[] };
    readonly matchConditions: readonly { readonly expression: string }[];
    readonly validations: readonly { readonly expression: string; readonly message: string }[];
  };

const peersOfMysql = (resources: readonly Resource[]) => {
  const { ingress } = find(resources, 'NetworkPolicy', 'sqllint-mysql').spec as unknown as {
    readonly ingress: readonly { readonly from: readonly object[] }[];
  };
  return ingress[0]?.from ?? [];
};

describe('one namespace', () => {
  test("is the release's, and nothing of the chart has rights elsewhere", async () => {
    const resources = await template({});
    expect(operatorEnv(resources).SQLLINT_NAMESPACE).toBe('team-a');
    expect(new Set(resources.map(({ metadata }) => metadata.namespace ?? 'team-a'))).toEqual(new Set(['team-a']));
    expect(resources.map(({ kind }) => kind)).not.toContain('ClusterRole');
  });
});

describe('several namespaces', () => {
  test('are served, and each has all that runners and the operator need there', async () => {
    const resources = await template({ ...several, profiles: { default: {} } });
    expect(operatorEnv(resources).SQLLINT_NAMESPACE).toBe('team-a,team-b,team-c');
    for (const [kind, name] of [
      ['ServiceAccount', 'sqllint-runner'],
      ['Role', 'sqllint-runner'],
      ['RoleBinding', 'sqllint-runner'],
      ['Role', 'sqllint-operator'],
      ['RoleBinding', 'sqllint-operator'],
      ['PersistentVolumeClaim', 'sqllint-share'],
      ['Secret', 'sqllint-database'],
      ['SqlLintProfile', 'default'],
    ] as const) {
      expect([kind, name, namespacesOf(resources, kind, name)]).toEqual([kind, name, several.namespaces]);
    }
  });

  test('can be deleted with jobs in them: the operator keeps the rights to let go of a job without their Roles', async () => {
    const resources = await template(several);
    expect(resources.filter(({ kind }) => kind === 'ClusterRole')).toHaveLength(1);
    expect(find(resources, 'ClusterRole', 'sqllint-operator.team-a').rules).toEqual([
      { apiGroups: ['sqllint.dev'], resources: ['sqllintjobs', 'sqllintjobs/status'], verbs: ['get', 'patch'] },
    ]);
    expect(find(resources, 'ClusterRoleBinding', 'sqllint-operator.team-a')).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: 'sqllint-operator.team-a' },
      subjects: [{ kind: 'ServiceAccount', name: 'sqllint-operator', namespace: 'team-a' }],
    });
  });

  test('give the operator no right in the cluster where that is not wanted', async () => {
    const kinds = (await template({ ...several, operator: { clusterAccess: false } })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('Cluster'))).toEqual([]);
    expect(kinds.filter((kind) => kind === 'Role')).not.toEqual([]);
  });

  test("let the operator's account in, and only the namespace's own runners", async () => {
    const resources = await template(several);
    expect(find(resources, 'RoleBinding', 'sqllint-operator', 'team-b').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'sqllint-operator', namespace: 'team-a' },
    ]);
    expect(find(resources, 'RoleBinding', 'sqllint-runner', 'team-b').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'sqllint-runner', namespace: 'team-b' },
    ]);
    expect(find(resources, 'Role', 'sqllint-operator', 'team-b').rules).toEqual(
      find(resources, 'Role', 'sqllint-operator').rules,
    );
  });

  test('have the same database, whose root password stays with the server', async () => {
    const resources = await template({ ...several, database: { bundled: { password: 'p w' } } });
    const url = 'mysql://sqllint:p%20w@sqllint-mysql.team-a.svc:3306/sqllint';
    expect(find(resources, 'Secret', 'sqllint-database').stringData).toEqual({ url, password: 'p w' });
    expect(find(resources, 'Secret', 'sqllint-database', 'team-b').stringData).toEqual({ url });
    const generated = (await template(several)).filter(({ kind }) => kind === 'Secret');
    expect(new Set(generated.map(({ stringData }) => stringData?.url)).size).toBe(1);
  });

  test.each([
    ['nfs', nfs, (path: string) => ({ nfs: { server: 'files', path: `/exports/sql${path}` } })],
    [
      'hostPath',
      { type: 'hostPath', hostPath: { path: '/srv/sql' } },
      (path: string) => ({ hostPath: { path: `/srv/sql${path}`, type: 'Directory' } }),
    ],
  ])(
    'see by %s no more than their own folder, which the operator makes before it works',
    async (_, share, volumeAt) => {
      const resources = await template({ ...several, share });
      expect(find(resources, 'PersistentVolume', 'team-a-sqllint-share').spec).toMatchObject(volumeAt(''));
      expect(find(resources, 'PersistentVolume', 'team-b-sqllint-share').spec).toMatchObject({
        ...volumeAt('/team-b'),
        claimRef: { namespace: 'team-b', name: 'sqllint-share' },
      });
      expect(find(resources, 'PersistentVolumeClaim', 'sqllint-share', 'team-b').spec).toMatchObject({
        volumeName: 'team-b-sqllint-share',
      });
      expect(operatorEnv(resources)).toMatchObject({
        SQLLINT_SHARE_SUBPATH: '.',
        SQLLINT_SHARE_SUBPATHS: '{"team-a":"team-a"}',
        SQLLINT_SHARE_PREPARED: 'team-a,team-b,team-c',
      });
      const [prepare] = podOf(find(resources, 'Deployment', 'sqllint-operator')).initContainers ?? [];
      expect(prepare?.env).toEqual([{ name: 'FOLDERS', value: 'team-a team-b team-c' }]);
      const [ofGateway] = podOf(find(resources, 'Deployment', 'sqllint-gateway')).initContainers ?? [];
      expect(ofGateway?.env).toEqual([{ name: 'FOLDERS', value: 'team-a' }]);
    },
  );

  test.each([
    ['a storage class', { type: 'storageClass' }, 3],
    ['claims that exist', { type: 'existingClaim', existingClaim: 'files' }, 0],
  ])('have volumes of their own with %s, where their runners make the folders', async (_, share, claims) => {
    const resources = await template({ ...several, share: { ...share, folder: 'old' } });
    expect(resources.filter(({ kind }) => kind === 'PersistentVolumeClaim')).toHaveLength(claims);
    expect(resources.map(({ kind }) => kind)).not.toContain('PersistentVolume');
    expect(operatorEnv(resources)).toMatchObject({
      SQLLINT_SHARE_SUBPATH: '{namespace}',
      SQLLINT_SHARE_SUBPATHS: '{"team-a":"old"}',
      SQLLINT_SHARE_PREPARED: 'team-a',
    });
    const [prepare] = podOf(find(resources, 'Deployment', 'sqllint-operator')).initContainers ?? [];
    expect(prepare?.env).toEqual([{ name: 'FOLDERS', value: 'old' }]);
  });

  test("have one policy, which knows their runners' accounts and keeps each in its namespace", async () => {
    const resources = await template(several);
    const { matchConditions, matchConstraints, validations } = policyOf(resources);
    expect(matchConditions).toEqual([
      {
        name: 'runner',
        expression:
          'request.userInfo.username in ["system:serviceaccount:team-a:sqllint-runner",' +
          '"system:serviceaccount:team-b:sqllint-runner","system:serviceaccount:team-c:sqllint-runner"]',
      },
    ]);
    expect(matchConstraints.resourceRules).toEqual([
      expect.objectContaining({ operations: ['CREATE', 'UPDATE', 'DELETE'] }),
    ]);
    expect(validations[0]).toEqual({
      expression: 'request.userInfo.username == "system:serviceaccount:" + request.namespace + ":sqllint-runner"',
      message: 'a runner may only report the progress of jobs of its own namespace',
    });
    const binding = find(resources, 'ValidatingAdmissionPolicyBinding', 'sqllint-runner.team-a.sqllint.dev');
    expect(binding.spec).not.toHaveProperty('matchResources');
  });

  test('are each closed, and reach the bundled database where it is', async () => {
    const resources = await template({ ...several, networkPolicy: { enabled: true } });
    expect(namespacesOf(resources, 'NetworkPolicy', 'sqllint-runner')).toEqual(several.namespaces);
    const to = (namespace: string) =>
      (find(resources, 'NetworkPolicy', 'sqllint-runner', namespace).spec as unknown as { egress: { to: object[] }[] })
        .egress[1]?.to[0];
    expect(to('team-a')).not.toHaveProperty('namespaceSelector');
    expect(to('team-b')).toMatchObject({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'team-a' } },
    });
    const from = peersOfMysql(resources);
    expect(from.slice(0, 3).filter((peer) => 'namespaceSelector' in peer)).toEqual([]);
    expect(from.slice(3)).toHaveLength(2);
    for (const peer of from.slice(3)) {
      expect(peer).toMatchObject({
        namespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: several.namespaces }],
        },
      });
    }
  });

  test('are made only when asked for, under the restricted Pod Security Standard, and stay', async () => {
    expect((await template(several)).map(({ kind }) => kind)).not.toContain('Namespace');
    const made = (await template({ ...several, createNamespaces: true })).filter(({ kind }) => kind === 'Namespace');
    expect(made.map(({ metadata }) => metadata)).toEqual(
      ['team-b', 'team-c'].map((name) => ({
        name,
        labels: expect.objectContaining({ 'pod-security.kubernetes.io/enforce': 'restricted' }),
        annotations: { 'helm.sh/resource-policy': 'keep' },
      })),
    );
  });

  test("need not have the release's among them when there is no gateway", async () => {
    const resources = await template({ namespaces: ['team-b'], share: nfs, gateway: { replicas: 0 } });
    expect(operatorEnv(resources)).toMatchObject({ SQLLINT_NAMESPACE: 'team-b' });
    expect(namespacesOf(resources, 'Role', 'sqllint-operator')).toEqual(['team-b']);
    expect(namespacesOf(resources, 'PersistentVolumeClaim', 'sqllint-share')).toEqual(['team-a', 'team-b']);
    expect(namespacesOf(resources, 'Secret', 'sqllint-database')).toEqual(['team-a', 'team-b']);
  });
});

test("a path stays as it was written, since that of a volume cannot change; others' are clean below it", async () => {
  const share = { type: 'nfs', nfs: { server: 'files', path: '/exports/sql/' } };
  const resources = await template({ ...several, share });
  const pathOf = (namespace: string) => find(resources, 'PersistentVolume', `${namespace}-sqllint-share`).spec.nfs;
  expect(pathOf('team-a')).toMatchObject({ path: '/exports/sql/' });
  expect(pathOf('team-b')).toMatchObject({ path: '/exports/sql/team-b' });
});

describe('all namespaces', () => {
  const all = { watchAllNamespaces: true, namespaces: ['team-a', 'team-b'], share: nfs };

  test('are served with a ClusterRole, while those of the list are prepared', async () => {
    const resources = await template(all);
    expect(operatorEnv(resources)).toMatchObject({
      SQLLINT_NAMESPACE: '*',
      SQLLINT_SHARE_SUBPATH: '.',
      SQLLINT_SHARE_PREPARED: 'team-a,team-b',
    });
    expect(resources.filter(({ kind }) => kind === 'ClusterRole')).toHaveLength(1);
    const role = find(resources, 'ClusterRole', 'sqllint-operator.team-a');
    expect(role.rules).toEqual(find(await template({}), 'Role', 'sqllint-operator').rules);
    expect(find(resources, 'ClusterRoleBinding', 'sqllint-operator.team-a')).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: 'sqllint-operator.team-a' },
      subjects: [{ kind: 'ServiceAccount', name: 'sqllint-operator', namespace: 'team-a' }],
    });
    expect(namespacesOf(resources, 'Role', 'sqllint-operator')).toEqual([]);
    expect(namespacesOf(resources, 'ServiceAccount', 'sqllint-runner')).toEqual(['team-a', 'team-b']);
  });

  test('may reach the bundled database', async () => {
    const resources = await template({ ...all, networkPolicy: { enabled: true } });
    expect(peersOfMysql(resources).at(-1)).toMatchObject({ namespaceSelector: {} });
  });

  test("have a policy for the runners' account of each", async () => {
    expect(policyOf(await template(all)).matchConditions[0]?.expression).toBe(
      'request.userInfo.username.startsWith("system:serviceaccount:") && ' +
        'request.userInfo.username.endsWith(":sqllint-runner")',
    );
  });
});

test('the notes say what is served, and what others have to bring', async () => {
  expect(await notes({})).toMatch(/serves the SqlLintJobs of namespace team-a\.\n\nTry it:/);
  const external = { type: 'external', external: { existingSecret: 'mine' } };
  const share = { type: 'existingClaim', existingClaim: 'files' };
  const words = await notes({ namespaces: ['team-a', 'team-b'], database: external, share });
  expect(words).toMatch(/of the namespaces team-a, team-b\./);
  expect(words).toMatch(/needs the Secret mine .*\n.*\n.*needs the claim files/);
  expect(words).toMatch(/delete slj --all --namespace team-a\n {2}kubectl delete slj --all --namespace team-b/);
  expect(await notes({ watchAllNamespaces: true })).toMatch(/of all namespaces\.\n\nPrepared for runners: team-a\./);
});

test.each([
  [
    'a gateway in a namespace that is not served',
    { namespaces: ['team-b'] },
    /namespaces \(team-b\) is without "team-a", the namespace of the release, where the gateway .*: add it, or set gateway\.replicas to 0/,
  ],
  [
    'a folder inside that of another namespace',
    { ...several, share: { ...nfs, folder: 'team-b/old' } },
    /share\.folder "team-b\/old" of namespace "team-a" lies in the folder of namespace "team-b".*choose another folder/,
  ],
  [
    'the root for one namespace where it hides the folder of another',
    { namespaces: ['team-a', 'results'], share: { ...nfs, folder: '.' } },
    /share\.folder "\." .*the folder "results" of namespace "results".*leave share\.folder empty/,
  ],
])('refuses %s in a sentence', async (_, values, message) => {
  await expect(template(values)).rejects.toThrow(message);
});
