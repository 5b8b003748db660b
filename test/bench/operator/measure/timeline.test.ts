import { expect, test } from '@jest/globals';
import { Timeline } from './timeline.ts';

test('times lie between what was seen of the same job', () => {
  const timeline = new Timeline();
  for (let n = 0; n < 100; n += 1) {
    const [job, at] = [`job-${n}`, n * 100];
    timeline.created(job, at);
    timeline.workload(job, at + 10 + n);
    timeline.podEnded({ job, endedAt: at + 2000, doneAt: at + 1500 });
    timeline.ended(job, 'Completed', at + 2500);
  }
  expect(timeline.timings()).toMatchObject({
    created: 100,
    terminal: 100,
    phases: { Completed: 100 },
    late: 0,
    seconds: 12.4,
    createdToWorkload: { p50: 59, p99: 108, most: 109 },
    podEndToTerminal: { p50: 500, p99: 500 },
    doneToTerminal: { p50: 1000 },
    sustainedPerSecond: 10,
    createdPerSecond: 10,
  });
});

test('a pod that ends before its work is done is late, though its job may end well later', () => {
  const timeline = new Timeline();
  timeline.created('a', 0);
  timeline.podEnded({ job: 'a', endedAt: 2000, doneAt: undefined });
  timeline.podEnded({ job: 'a', endedAt: 5000, doneAt: 4000 });
  timeline.ended('a', 'Completed', 6000);
  expect(timeline.timings()).toMatchObject({ late: 1, podEndToTerminal: { p50: 4000 } });
});

test('only the first sight counts, and jobs without an end are told apart', () => {
  const timeline = new Timeline();
  timeline.created('a', 0);
  timeline.created('b', 0);
  timeline.ended('a', 'Failed', 1000);
  timeline.ended('a', 'Failed', 9000);
  expect(timeline.terminal).toBe(1);
  expect(timeline.timings()).toMatchObject({ phases: { Failed: 1, none: 1 }, seconds: 1, terminal: 1 });
});
