import { expect, test } from '@jest/globals';
import type { V1ContainerStateTerminated, V1Pod } from '@kubernetes/client-node';
import { podFailureOf } from './podFailure.ts';

const createdAt = Date.parse('2026-03-01T08:00:00Z');
const finishedAt = '2026-03-01T08:05:00Z' as unknown as Date;
const container = { name: 'lint-runner', image: '', imageID: '', ready: false, restartCount: 0 };

function ended(exitCode: number, reason: string, parts: Partial<V1ContainerStateTerminated> = {}) {
  return { ...container, state: { terminated: { exitCode, reason, finishedAt, ...parts } } };
}

function failedPod(status: V1Pod['status'], deleted = false): V1Pod {
  return {
    metadata: { name: 'nightly-1-a', ...(deleted && { deletionTimestamp: finishedAt }) },
    status: { phase: 'Failed', ...status },
  };
}

function disrupted(reason: string, message: string) {
  return { type: 'DisruptionTarget', status: 'True', reason, message };
}

/** The statuses are as Kubernetes 1.36 shows them, but for what nobody reads here. */
test.each<[string, V1Pod, object]>([
  [
    'memory',
    failedPod({ containerStatuses: [ended(137, 'OOMKilled')] }),
    {
      reason: 'OOMKilled',
      publicMessage: 'The last runner ran out of memory.',
      detail: 'pod nightly-1-a: OOMKilled: exit code 137',
      at: Date.parse('2026-03-01T08:05:00Z'),
      deleted: false,
    },
  ],
  [
    'the eviction API, to which the runner answers with its own exit code',
    failedPod(
      {
        conditions: [disrupted('EvictionByEvictionAPI', 'Eviction API: evicting')],
        containerStatuses: [ended(1, 'Error')],
      },
      true,
    ),
    {
      reason: 'EvictionByEvictionAPI',
      publicMessage: 'The last runner was evicted from its node.',
      detail: 'pod nightly-1-a: EvictionByEvictionAPI: Eviction API: evicting: exit code 1',
      deleted: false,
    },
  ],
  [
    'a taint of its node',
    failedPod(
      {
        conditions: [disrupted('DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint')],
        containerStatuses: [ended(1, 'Error')],
      },
      true,
    ),
    { reason: 'DeletionByTaintManager', publicMessage: 'The last runner was evicted from its node.' },
  ],
  [
    'pressure on its node, in the words of the kubelet',
    failedPod({
      reason: 'Evicted',
      message: 'The node was low on resource: memory.',
      conditions: [disrupted('TerminationByKubelet', 'The node was low on resource: memory.')],
    }),
    { reason: 'Evicted', detail: 'pod nightly-1-a: Evicted: The node was low on resource: memory.', at: createdAt },
  ],
  [
    'somebody who deleted it',
    failedPod({ containerStatuses: [ended(1, 'Error')] }, true),
    { reason: 'Deleted', publicMessage: 'The last runner was deleted.', deleted: true },
  ],
  [
    'somebody who deleted it when it had no memory left',
    failedPod({ containerStatuses: [ended(137, 'OOMKilled')] }, true),
    { reason: 'OOMKilled', publicMessage: 'The last runner ran out of memory.' },
  ],
  [
    'an init container that could not prepare the share',
    failedPod({
      initContainerStatuses: [ended(1, 'Error', { message: 'mkdir: /share/team-a: Permission denied\n' })],
      containerStatuses: [{ ...container, state: { waiting: { reason: 'PodInitializing' } } }],
    }),
    { reason: 'Error', lastWords: 'mkdir: /share/team-a: Permission denied' },
  ],
  [
    'its own container, although an init container went well',
    failedPod({
      initContainerStatuses: [ended(0, 'Completed')],
      containerStatuses: [ended(69, 'Error', { message: '{"msg":"gone","err":{"message":"ECONNREFUSED"}}\n' })],
    }),
    { publicMessage: 'The last runner could not reach the database.', lastWords: 'gone: ECONNREFUSED' },
  ],
  [
    'nothing that is known',
    failedPod({}),
    { reason: 'Failed', publicMessage: 'The last runner failed; its log says why.' },
  ],
])('a pod failed because of %s', (_why, pod, failure) => {
  expect(podFailureOf(pod, createdAt)).toMatchObject(failure);
});
