import { expect, test } from '@jest/globals';
import type { Entry } from '../traffic/ledger.ts';
import { planTraffic } from '../traffic/plan.ts';
import { latenciesOf } from './latencies.ts';

test('each kind has its own times, and what has not ended has none', () => {
  const plan = planTraffic({ seed: 1, minutes: 10, load: 1 });
  const entries: readonly Entry[] = plan.map((planned) => ({ planned, answer: 'accepted', reason: undefined }));
  const uploads = plan.filter(({ kind }) => kind === 'upload');
  const rows = uploads.map(({ index }, place) => ({
    jobId: `job-${index}`,
    userId: `soak-${index}`,
    status: 'COMPLETED',
    createdAt: 1_000,
    finishedAt: place === 0 ? null : 1_000 + place * 1_000,
  }));
  const last = uploads.length - 1;
  expect(latenciesOf(entries, rows)).toEqual([
    { kind: 'upload', jobs: last, p50: Math.ceil(last / 2), p99: last, most: last },
  ]);
});
