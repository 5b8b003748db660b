import { describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { chart, find, helm, podOf, template } from './renderChart.ts';

describe('the chart', () => {
  test('passes helm lint', async () => {
    await execa(helm, ['lint', '--strict', chart]);
  });

  test('gives every pod the restricted security, and requests and limits', async () => {
    const pods = (await template({})).filter((resource) => resource.spec?.template !== undefined);
    expect(pods.map((resource) => resource.metadata.name).sort()).toEqual([
      'sqllint-gateway',
      'sqllint-migrate-1',
      'sqllint-mysql',
      'sqllint-operator',
    ]);
    for (const pod of pods.map(podOf)) {
      expect(pod).toMatchObject({
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        const amounts = { cpu: expect.any(String), memory: expect.any(String) };
        expect(container.resources).toEqual({ requests: amounts, limits: amounts });
      }
    }
  });

  test('shows the gateway only the folders of its namespace, and lets it write only submissions', async () => {
    const [gateway] = podOf(find(await template({}), 'Deployment', 'sqllint-gateway')).containers;
    expect(gateway?.volumeMounts?.filter(({ mountPath }) => mountPath.startsWith('/share'))).toEqual([
      { name: 'share', mountPath: '/share/submissions', subPath: 'team-a/submissions' },
      { name: 'share', mountPath: '/share/archives', subPath: 'team-a/archives', readOnly: true },
      { name: 'share', mountPath: '/share/results', subPath: 'team-a/results', readOnly: true },
    ]);
  });

  test.each([
    [
      'nfs',
      { type: 'nfs', nfs: { server: 'files', path: '/exports/sql' } },
      { nfs: { server: 'files', path: '/exports/sql' } },
    ],
    [
      'hostPath',
      { type: 'hostPath', hostPath: { path: '/srv/sql' } },
      { hostPath: { path: '/srv/sql', type: 'Directory' } },
    ],
  ])('makes a volume of its own for %s and binds its claim to it', async (_, share, expected) => {
    const resources = await template({ share });
    expect(find(resources, 'PersistentVolume', 'team-a-sqllint-share').spec).toMatchObject({
      ...expected,
      accessModes: ['ReadWriteMany'],
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace: 'team-a', name: 'sqllint-share' },
    });
    expect(find(resources, 'PersistentVolumeClaim', 'sqllint-share').spec).toMatchObject({
      volumeName: 'team-a-sqllint-share',
      storageClassName: '',
    });
  });

  test('takes a claim that exists, and makes none', async () => {
    const resources = await template({ share: { type: 'existingClaim', existingClaim: 'team-files', folder: '.' } });
    expect(resources.filter(({ kind }) => kind.startsWith('PersistentVolume'))).toEqual([]);
    const [operator] = podOf(find(resources, 'Deployment', 'sqllint-operator')).containers;
    expect(operator?.env).toContainEqual({ name: 'SQLLINT_SHARE_CLAIM', value: 'team-files' });
    expect(operator?.env).toContainEqual({ name: 'SQLLINT_SHARE_SUBPATH', value: '.' });
    const [gateway] = podOf(find(resources, 'Deployment', 'sqllint-gateway')).containers;
    expect(gateway?.volumeMounts?.[0]?.subPath).toBe('submissions');
  });

  test('keeps the claim of a storage class when it is uninstalled', async () => {
    const claim = find(await template({}), 'PersistentVolumeClaim', 'sqllint-share');
    expect(claim.metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
  });

  test('migrates an existing database before anything else is installed', async () => {
    const resources = await template({ database: { type: 'external', external: { existingSecret: 'mine' } } });
    const job = find(resources, 'Job', 'sqllint-migrate-1');
    expect(job.metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
    expect(resources.filter(({ kind }) => kind === 'Secret' || kind === 'StatefulSet')).toEqual([]);
    expect(podOf(job).containers[0]?.env).toContainEqual({
      name: 'SQLLINT_DATABASE_URL',
      valueFrom: { secretKeyRef: { name: 'mine', key: 'url' } },
    });
  });

  test('installs a database of its own together with the migration, and migrates before upgrades', async () => {
    expect(find(await template({}), 'Job', 'sqllint-migrate-1').metadata.annotations).toBeUndefined();
    const upgrade = find(await template({}, '--is-upgrade'), 'Job', 'sqllint-migrate-1');
    expect(upgrade.metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
  });

  test('encodes the login of a database in its URL', async () => {
    const external = { host: 'db', port: 3307, user: 'a b', password: 'p@ss/w+rd:1', parameters: 'tls=true' };
    const resources = await template({ database: { type: 'external', external } });
    const url = find(resources, 'Secret', 'sqllint-database').stringData?.url ?? '';
    expect(decodeURIComponent(new URL(url).password)).toBe('p@ss/w+rd:1');
    expect(decodeURIComponent(new URL(url).username)).toBe('a b');
    expect(url).toMatch(/@db:3307\/sqllint\?tls=true$/);
  });

  test('restarts pods for another database, and shows nothing that was made of its password', async () => {
    const checksums = async (external: object) => {
      const resources = await template({ database: { type: 'external', external: { user: 'u', ...external } } });
      return ['sqllint-gateway', 'sqllint-operator'].map(
        (name) => find(resources, 'Deployment', name).spec.template?.metadata.annotations?.['checksum/database'],
      );
    };
    const before = await checksums({ host: 'db', password: 'a' });
    expect(await checksums({ host: 'db', password: 'b' })).toEqual(before);
    expect(await checksums({ host: 'other', password: 'a' })).not.toEqual(before);
    const bundled = async (password: string) =>
      find(await template({ database: { bundled: { password } } }), 'Deployment', 'sqllint-gateway').spec.template
        ?.metadata;
    expect(await bundled('a')).toEqual(await bundled('b'));
  });

  test("gives the runners' account the logins of the registry", async () => {
    const pullSecrets = [{ name: 'registry-login' }];
    const account = find(await template({ image: { pullSecrets } }), 'ServiceAccount', 'sqllint-runner');
    expect(account.imagePullSecrets).toEqual(pullSecrets);
    expect(find(await template({}), 'ServiceAccount', 'sqllint-runner').imagePullSecrets).toBeUndefined();
  });

  test('closes the network only when asked to', async () => {
    expect((await template({})).map(({ kind }) => kind)).not.toContain('NetworkPolicy');
    const closed = await template({ networkPolicy: { enabled: true } });
    const labels = (component: string) => ({
      podSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'sqllint',
          'app.kubernetes.io/component': component,
          'app.kubernetes.io/instance': 'sqllint',
        },
      },
    });
    const runner = {
      podSelector: {
        matchLabels: { 'app.kubernetes.io/name': 'sqllint', 'app.kubernetes.io/managed-by': 'sqllint-operator' },
        matchExpressions: [
          { key: 'app.kubernetes.io/component', operator: 'In', values: ['lint-runner', 'pool-runner'] },
        ],
      },
    };
    expect(find(closed, 'NetworkPolicy', 'sqllint-mysql').spec).toEqual({
      ...labels('mysql'),
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [labels('gateway'), labels('operator'), labels('migration'), labels('retention'), runner],
          ports: [{ port: 'mysql' }],
        },
      ],
    });
    expect(find(closed, 'NetworkPolicy', 'sqllint-runner').spec).toEqual({
      ...runner,
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        { ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }, { port: 443 }, { port: 6443 }] },
        { to: [labels('mysql')], ports: [{ port: 'mysql' }] },
      ],
    });
  });

  test('lets runners reach an external database by its port', async () => {
    const database = { type: 'external', external: { existingSecret: 'mine', port: 3307 } };
    const resources = await template({ database, networkPolicy: { enabled: true } });
    expect(resources.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name)).toEqual([
      'sqllint-runner',
    ]);
    expect(find(resources, 'NetworkPolicy', 'sqllint-runner').spec).toMatchObject({
      egress: [{}, { ports: [{ port: 3307 }] }],
    });
  });

  test('adds registry and tag to names of images, and leaves whole references alone', async () => {
    const resources = await template({
      image: { registry: 'registry.example/team', tag: '1.2.3' },
      gateway: { image: 'localhost:5000/gateway@sha256:0123' },
    });
    const image = (name: string) => podOf(find(resources, 'Deployment', name)).containers[0]?.image;
    expect(image('sqllint-operator')).toBe('registry.example/team/sqllint-operator:1.2.3');
    expect(image('sqllint-gateway')).toBe('localhost:5000/gateway@sha256:0123');
  });

  test('makes the profiles of the values, with every number as it was written', async () => {
    const spec = {
      dialect: 'postgres',
      config: { max_line_length: 100, rules: { 'capitalisation.keywords': { capitalisation_policy: 'upper' } } },
      gate: { maxViolations: { Major: 1000000 }, maxFailedFiles: 0 },
      limits: { maxFileBytes: 20971520 },
    };
    const resources = await template({ profiles: { default: spec, 'empty.one': {} } });
    expect(find(resources, 'SqlLintProfile', 'default').spec).toEqual(spec);
    expect(find(resources, 'SqlLintProfile', 'empty.one').spec).toEqual({});
    expect((await template({})).map(({ kind }) => kind)).not.toContain('SqlLintProfile');
  });

  test('lets the operator check profiles, the gateway read them, and runners nothing of the kind', async () => {
    const resources = await template({});
    const rights = (name: string) =>
      (find(resources, 'Role', name).rules ?? [])
        .filter((rule) => rule.resources.some((resource) => resource.startsWith('sqllintprofiles')))
        .map((rule) => [rule.resources, rule.verbs]);
    expect(rights('sqllint-operator')).toEqual([
      [['sqllintprofiles'], ['get', 'list', 'watch']],
      [['sqllintprofiles/status'], ['patch']],
    ]);
    expect(rights('sqllint-gateway')).toEqual([[['sqllintprofiles'], ['get', 'list']]]);
    expect(rights('sqllint-runner')).toEqual([]);
  });

  test('monitors gateway and operator, and only when asked to', async () => {
    expect((await template({})).map(({ kind }) => kind)).not.toContain('ServiceMonitor');
    const labels = { release: 'prometheus' };
    const resources = await template({ metrics: { serviceMonitor: { enabled: true, labels } } });
    for (const component of ['gateway', 'operator']) {
      const monitor = find(resources, 'ServiceMonitor', `sqllint-${component}`);
      expect(monitor.metadata.labels).toMatchObject(labels);
      const service = find(resources, 'Service', `sqllint-${component}-metrics`);
      const selected = monitor.spec.selector as unknown as { matchLabels: object };
      expect(service.metadata.labels).toMatchObject(selected.matchLabels);
      expect(service.spec.ports).toEqual([{ name: 'metrics', port: 9090, targetPort: 'metrics' }]);
      const pods = find(resources, 'Deployment', `sqllint-${component}`).spec.template;
      expect(pods?.metadata.labels).toMatchObject(service.spec.selector as unknown as object);
      expect(pods?.spec.containers[0]?.ports).toContainEqual({ name: 'metrics', containerPort: 9090 });
    }
  });

  test.each([
    ['a share without a server', { share: { type: 'nfs' } }, /server/],
    ['a folder that leaves the share', { share: { folder: '../other' } }, /folder/],
    ['an external database without a host', { database: { type: 'external' } }, /database/],
    ['a spelling mistake', { gatewey: {} }, /gatewey/],
    ['a namespace that can have no such name', { namespaces: ['Team_A'] }, /namespaces/],
    ['no operator that may work', { operator: { maxConcurrentJobs: 0 } }, /maxConcurrentJobs/],
    [
      'a pool above its bound',
      { pool: { min: 5 } },
      /pool\.min 5 is above pool\.max 4: lower the one or raise the other/,
    ],
    [
      "labels that are the operator's",
      { runner: { podLabels: { 'sqllint.dev/job': 'x' } } },
      /runner\.podLabels has "sqllint\.dev\/job", .*use a name of/,
    ],
    ['a field that profiles do not have', { runner: { profileScheduling: ['affinity'] } }, /profileScheduling/],
    ['a profile with a name that no resource may have', { profiles: { My_Team: {} } }, /My_Team/],
  ])('refuses %s', async (_, values, message) => {
    await expect(template(values)).rejects.toThrow(message);
  });
});
