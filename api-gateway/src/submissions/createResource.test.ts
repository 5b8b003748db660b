import { describe, expect, test } from '@jest/globals';
import { ClusterUnavailableError } from '@sqllint/core/cluster/errors';
import type { JobResources } from '@sqllint/core/cluster/jobResources';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { createResource } from './createResource.ts';

const job = { namespace: 'a', name: 'job-1', spec: { source: { file: { path: 'x' } } } };

function attempt(get: JobResources['get']) {
  const removed: string[] = [];
  const outcome = createResource({
    resources: {
      create: async () => {
        throw new ClusterUnavailableError('the answer was lost');
      },
      get,
    },
    share: {
      removeSubmission: async (path) => {
        removed.push(path);
      },
    },
    job,
    written: 'submissions/x',
  });
  return { outcome, removed };
}

describe('a resource whose creation got no answer', () => {
  test('counts as created when a live read finds it', async () => {
    const { outcome, removed } = attempt(async () => ({}) as SqlLintJob);
    await outcome;
    expect(removed).toEqual([]);
  });

  test('takes its source back when a live read finds nothing', async () => {
    const { outcome, removed } = attempt(async () => undefined);
    await expect(outcome).rejects.toThrow(ClusterUnavailableError);
    expect(removed).toEqual(['submissions/x']);
  });

  test('keeps its source when nobody can tell whether it exists', async () => {
    const { outcome, removed } = attempt(async () => {
      throw new ClusterUnavailableError('still away');
    });
    await expect(outcome).rejects.toThrow('still away');
    expect(removed).toEqual([]);
  });
});
