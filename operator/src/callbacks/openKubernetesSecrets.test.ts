import { expect, test } from '@jest/globals';
import { ForbiddenError, NotFoundError } from '@sqllint/core/cluster/errors';
import type { ApiRequest, KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { openKubernetesSecrets } from './openKubernetesSecrets.ts';

function secretsOf(answer: (request: ApiRequest) => unknown) {
  const requests: string[] = [];
  const api: Pick<KubernetesApi, 'request'> = {
    request: async (request) => {
      requests.push(`${request.method} ${request.path}`);
      return answer(request);
    },
  };
  return { read: openKubernetesSecrets(api), requests };
}

test('a Secret is read by its name, and only the key that was asked for', async () => {
  const { read, requests } = secretsOf(() => ({ data: { secret: 'aGVsbG8=', other: 'eA==' } }));
  expect(await read('team-a', 'hook', 'secret')).toBe('hello');
  expect(await read('team-a', 'hook', 'constructor')).toBeUndefined();
  expect(requests).toEqual(Array(2).fill('GET /api/v1/namespaces/team-a/secrets/hook'));
});

test.each([
  ['is not there', () => Promise.reject(new NotFoundError('secrets "hook" not found'))],
  ['is empty', () => ({})],
])('there is no value when the Secret %s', async (_, answer) => {
  expect(await secretsOf(answer).read('team-a', 'hook', 'secret')).toBeUndefined();
});

test('a name that is none never becomes part of an address', async () => {
  const { read, requests } = secretsOf(() => ({ data: { secret: 'eA==' } }));
  for (const name of ['..', '.', 'a/b', 'a?b', 'Hook']) expect(await read('team-a', name, 'secret')).toBeUndefined();
  expect(requests).toEqual([]);
});

test('a Secret that may not be read is told apart from one that is missing', async () => {
  const { read } = secretsOf(() => Promise.reject(new ForbiddenError('secrets "hook" is forbidden')));
  await expect(read('team-a', 'hook', 'secret')).rejects.toThrow(ForbiddenError);
});
