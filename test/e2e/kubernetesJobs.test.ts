import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { describeJobResources } from '@sqllint/core/cluster/contract';
import { openKubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { loadKubeConfig } from '@sqllint/core/cluster/kubernetes/loadKubeConfig';
import { openKubernetesJobs } from '@sqllint/core/cluster/kubernetes/openKubernetesJobs';
import { createLogger } from '@sqllint/core/logging/logger';

/** Runs against the cluster of SQLLINT_TEST_KUBECONFIG, with the CustomResourceDefinitions installed and as an admin. */
const kubeConfig = loadKubeConfig(process.env.SQLLINT_TEST_KUBECONFIG);
const logger = createLogger({ name: 'e2e', level: 'warn' });
const api = openKubernetesApi({ kubeConfig });

async function makeNamespace(): Promise<string> {
  const name = `sqllint-adapter-${randomUUID().slice(0, 8)}`;
  await api.request({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  });
  return name;
}

async function dropNamespace(name: string): Promise<void> {
  await api.request({ method: 'DELETE', path: `/api/v1/namespaces/${name}` });
}

function profilesOf(namespace: string): string {
  return `/apis/sqllint.dev/v1/namespaces/${namespace}/sqllintprofiles`;
}

describeJobResources('SqlLintJobs of a real cluster', async () => {
  const namespace = await makeNamespace();
  return {
    resources: openKubernetesJobs({ kubeConfig, namespaces: 'all', logger }),
    others: openKubernetesJobs({ kubeConfig, namespaces: [namespace], logger }),
    namespace,
    putProfile: async (name, spec) => {
      await api.request({
        method: 'PATCH',
        path: `${profilesOf(namespace)}/${name}`,
        query: { fieldManager: 'e2e', force: true },
        patchType: 'application/apply-patch+yaml',
        body: { apiVersion: 'sqllint.dev/v1', kind: 'SqlLintProfile', metadata: { name }, spec },
      });
    },
    removeProfile: async (name) => {
      await api.request({ method: 'DELETE', path: `${profilesOf(namespace)}/${name}` });
    },
    close: () => dropNamespace(namespace),
  };
});

describe('the CustomResourceDefinition on a real API server', () => {
  const post = async (namespace: string, spec: object): Promise<unknown> =>
    await api.request({
      method: 'POST',
      path: `/apis/sqllint.dev/v1/namespaces/${namespace}/sqllintjobs`,
      body: { apiVersion: 'sqllint.dev/v1', kind: 'SqlLintJob', metadata: { generateName: 'crd-' }, spec },
    });

  test.each([
    ['no source', { source: {} }, /exactly one of archive, file, inline and configMap must be set/],
    ['two sources', { source: { inline: { sql: 'x' }, file: { path: 'a' } } }, /exactly one of/],
    ['a text of too many bytes', { source: { inline: { sql: '测'.repeat(11_000) } } }, /32768 bytes of UTF-8/],
    ['too much parallelism', { source: { inline: { sql: 'x' } }, parallelism: 101 }, /spec\.parallelism.*100/],
    ['a digest in capitals', { source: { file: { path: 'a', sha256: 'A'.repeat(64) } } }, /sha256/],
  ])('refuses %s in a sentence', async (_, spec, message) => {
    await expect(post('default', spec)).rejects.toThrow(message);
  });

  test.each([
    ['a severity that is unknown', { severities: { LT05: 'Bad' } }, /severities.*Blocker/s],
    ['a code that is none', { severities: { 'layout.spacing': 'Minor' } }, /keys must be codes of rules/],
    ['a limit below zero', { limits: { maxFileBytes: 0 } }, /maxFileBytes.*greater than or equal to 1/],
    ['another templater', { templater: 'jinja' }, /templater.*raw/],
  ])('refuses a profile with %s in a sentence', async (_, spec, message) => {
    const body = { apiVersion: 'sqllint.dev/v1', kind: 'SqlLintProfile', metadata: { generateName: 'crd-' }, spec };
    await expect(api.request({ method: 'POST', path: profilesOf('default'), body })).rejects.toThrow(message);
  });

  test('reads the text of a ConfigMap', async () => {
    const namespace = await makeNamespace();
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'sql' }, data: { 'a.sql': 'SELECT 1' } };
    await api.request({ method: 'POST', path: `/api/v1/namespaces/${namespace}/configmaps`, body });
    const jobs = openKubernetesJobs({ kubeConfig, namespaces: [namespace], logger });
    expect(await jobs.readConfigMap({ namespace, name: 'sql' })).toEqual({ 'a.sql': 'SELECT 1' });
    expect(await jobs.readConfigMap({ namespace, name: 'none' })).toBeUndefined();
    await dropNamespace(namespace);
  });
});
