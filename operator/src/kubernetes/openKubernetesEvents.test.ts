import { expect, test } from '@jest/globals';
import { ClusterUnavailableError } from '@sqllint/core/cluster/errors';
import type { ApiRequest, KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { createLogger } from '@sqllint/core/logging/logger';
import { aJob } from '../../test/jobs.ts';
import { now } from '../../test/situations.ts';
import { openKubernetesEvents } from './openKubernetesEvents.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

test('an event names the job, the reason and the operator, and is cut to what the API takes', async () => {
  const sent: ApiRequest[] = [];
  const api = { request: async (request: ApiRequest) => void sent.push(request) } as unknown as KubernetesApi;
  const events = openKubernetesEvents({ api, instance: 'operator-0', logger, now: () => now });
  await events.recordEvent(aJob(), { type: 'Warning', reason: 'Failed', message: 'x'.repeat(5000) });
  expect(sent[0]).toMatchObject({
    method: 'POST',
    path: '/apis/events.k8s.io/v1/namespaces/team-a/events',
    body: {
      metadata: { generateName: 'nightly-' },
      eventTime: '2026-03-01T08:01:00.000000Z',
      reportingInstance: 'operator-0',
      reason: 'Failed',
      note: 'x'.repeat(1024),
      regarding: { kind: 'SqlLintJob', name: 'nightly' },
    },
  });
});

test('nothing fails because an event could not be recorded', async () => {
  const request = async () => {
    throw new ClusterUnavailableError('not now');
  };
  const api = { request } as unknown as KubernetesApi;
  const events = openKubernetesEvents({ api, instance: 'operator-0', logger });
  await events.recordEvent(aJob(), { type: 'Normal', reason: 'Completed', message: '' });
});
