import { expect, test } from '@jest/globals';
import { hasPassed, type Outcome, reportOf } from './report.ts';
import { planTraffic } from './traffic/plan.ts';

const outcome: Outcome = {
  minutes: 60,
  entries: planTraffic({ seed: 1, minutes: 1, load: 1 }).map((planned) => ({
    planned,
    answer: 'accepted',
    reason: undefined,
  })),
  kills: [{ what: 'leader', how: 'signal', atMs: 1, pod: 'operator-1' }],
  latencies: [{ kind: 'text', jobs: 16, p50: 0.42, p99: 3, most: 4 }],
  flatness: [{ column: 'gatewayMb', early: 100, late: 101, flat: true }],
  findings: [],
};
const growing: Outcome = { ...outcome, flatness: [{ column: 'gatewayMb', early: 100, late: 200, flat: false }] };

test.each<[string, Outcome, boolean]>([
  ['has nothing to say against', outcome, true],
  ['has a finding', { ...outcome, findings: ['soak-1: lost'] }, false],
  ['saw memory grow', growing, false],
  ['is too short to say that memory grows', { ...growing, minutes: 5 }, true],
  ['could not measure memory', { ...outcome, flatness: [{ ...growing.flatness[0], flat: undefined }] as never }, true],
  ['had nothing accepted', { ...outcome, entries: [] }, false],
])('a run that %s', (_, run, passed) => {
  expect(hasPassed(run)).toBe(passed);
  expect(reportOf(run).endsWith(passed ? 'passed' : 'FAILED')).toBe(true);
});

test('the report tells what was submitted, what was killed and how long it took', () => {
  const report = reportOf({ ...outcome, findings: Array.from({ length: 50 }, (_, n) => `finding ${n}`) });
  expect(report).toContain('45 submissions in 60 min: 45 accepted, 0 refused, 0 without an answer');
  expect(report).toContain('1 leading operators');
  expect(report).toMatch(/text +\| +16 \| +0\.4 \| +3\.0 \| +4\.0 \|/);
  expect(report).toContain('finding 39');
  expect(report).not.toContain('finding 40\n');
  expect(report).toContain('... and 10 more');
});
