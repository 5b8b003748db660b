import { expect, test } from '@jest/globals';
import { ago, now } from '../../test/situations.ts';
import { attemptLabel, jobNameAnnotation, jobUidLabel } from './labels.ts';
import { queueNameLabel } from './queueLabels.ts';
import { readRunnerJob } from './runnerJob.ts';

const created = 1_200_000;
const startTime = ago(30_000);

function suspension(status: 'True' | 'False', msAgo: number) {
  return { conditions: [{ type: 'Suspended', status, lastTransitionTime: ago(msAgo) }] };
}

test.each<[string, { suspend?: boolean; queue?: boolean; status?: object }, number | undefined]>([
  ['of one that was never held back, since its creation', {}, now - created],
  ['of one that the Job controller has begun, since then', { status: { startTime } }, now - 30_000],
  ['of a suspended one, never', { suspend: true, status: { startTime } }, undefined],
  ['of one that waited in a queue, not before it has begun', { queue: true }, undefined],
  ['of one whose end of suspension is not yet known', { status: suspension('True', 900_000) }, undefined],
  ['of one that was let go and has not begun', { status: suspension('False', 5_000) }, undefined],
  [
    'of one that was let go, since then',
    { queue: true, status: { startTime, ...suspension('False', 29_000) } },
    now - 29_000,
  ],
])('pods are due: %s', (_what, { suspend, queue, status }, podsDueSince) => {
  const labels = { [jobUidLabel]: 'uid-1', [attemptLabel]: '1', ...(queue && { [queueNameLabel]: 'batch' }) };
  const metadata = {
    namespace: 'team-a',
    name: 'nightly-1',
    uid: 'uid-2',
    labels,
    annotations: { [jobNameAnnotation]: 'nightly' },
    creationTimestamp: ago(created),
  };
  expect(readRunnerJob({ metadata, spec: { suspend }, status })).toMatchObject({ podsDueSince });
});
