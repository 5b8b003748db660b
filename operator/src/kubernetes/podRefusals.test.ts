import { expect, test } from '@jest/globals';
import { ForbiddenError } from '@sqllint/core/cluster/errors';
import type { ApiRequest, KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { createLogger } from '@sqllint/core/logging/logger';
import { openPodRefusals } from './podRefusals.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

/** As the Job controller of Kubernetes 1.36 records them, but for what nobody reads here. */
function failedCreate(uid: string, note: string, lastTimestamp: string, parts: object = {}) {
  return {
    metadata: { name: `${uid}.18eb0f5eb342ea0c`, namespace: 'team-a', creationTimestamp: '2026-03-01T08:00:00Z' },
    eventTime: null,
    reportingController: 'job-controller',
    reason: 'FailedCreate',
    regarding: { kind: 'Job', namespace: 'team-a', name: 'q1-1', uid, apiVersion: 'batch/v1' },
    note,
    type: 'Warning',
    deprecatedFirstTimestamp: '2026-03-01T08:00:00Z',
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: 1,
    ...parts,
  };
}

function reader(answer: () => unknown) {
  const requests: ApiRequest[] = [];
  const time = { now: 1_000_000 };
  const request = async (sent: ApiRequest) => {
    requests.push(sent);
    return answer();
  };
  const api = { request } as unknown as KubernetesApi;
  return { requests, time, refusals: openPodRefusals({ api, logger, now: () => time.now }) };
}

const quota =
  'is forbidden: exceeded quota: no-runners, requested: count/pods=1, used: count/pods=10, limited: count/pods=4';

test.each([
  [`Error creating: pods "q1-1-nxpkr" ${quota}`, `pods "q1-1-*" ${quota}`],
  [`(combined from similar events): Error creating: pods "q1-1-22cww" ${quota}`, `pods "q1-1-*" ${quota}`],
  [
    'Error creating: Internal error occurred: failed calling webhook "x"',
    'Internal error occurred: failed calling webhook "x"',
  ],
])('the words of every try are the same: %s', async (note, message) => {
  const { refusals } = reader(() => ({ items: [failedCreate('uid-1', note, '2026-03-01T08:00:07Z')] }));
  expect(await refusals.newest('team-a', 'uid-1')).toEqual({ message, at: Date.parse('2026-03-01T08:00:07Z') });
});

test('each Job has its own newest refusal, whichever way it was counted', async () => {
  const { refusals, requests } = reader(() => ({
    items: [
      failedCreate('uid-1', 'the newest', '2026-03-01T08:00:01Z', {
        series: { count: 3, lastObservedTime: '2026-03-01T08:09:00.000000Z' },
      }),
      failedCreate('uid-1', 'an old one', '2026-03-01T08:05:00Z'),
      failedCreate('uid-2', 'of another', '2026-03-01T08:20:00Z'),
    ],
  }));
  expect(await refusals.newest('team-a', 'uid-1')).toEqual({
    message: 'the newest',
    at: Date.parse('2026-03-01T08:09:00Z'),
  });
  expect(await refusals.newest('team-a', 'uid-2')).toMatchObject({ message: 'of another' });
  expect(await refusals.newest('team-a', 'uid-3')).toBeUndefined();
  expect(requests).toMatchObject([
    {
      path: '/apis/events.k8s.io/v1/namespaces/team-a/events',
      query: { fieldSelector: 'reason=FailedCreate,regarding.kind=Job' },
    },
  ]);
});

test('however many Jobs lack pods, each namespace is asked once in four seconds', async () => {
  const { refusals, requests, time } = reader(() => ({ items: [] }));
  await Promise.all([refusals.newest('team-a', 'uid-1'), refusals.newest('team-a', 'uid-2')]);
  await refusals.newest('team-b', 'uid-3');
  time.now += 3_999;
  await refusals.newest('team-a', 'uid-4');
  expect(requests).toHaveLength(2);
  time.now += 1;
  await refusals.newest('team-a', 'uid-4');
  expect(requests).toHaveLength(3);
});

test('without the right to list events nothing is known, and nothing fails', async () => {
  const { refusals } = reader(() => {
    throw new ForbiddenError('events.events.k8s.io is forbidden');
  });
  expect(await refusals.newest('team-a', 'uid-1')).toBeUndefined();
});
