import { expect, test } from '@jest/globals';
import type { Measured } from './measure.ts';
import { serviceTable } from './table.ts';

const waited: Measured = {
  load: { label: '4 distinct', texts: ['a', 'b', 'c', 'd'], callers: 2, learning: 'wait', pauseMs: 0 },
  wallMs: 200,
  postMs: [90, 80, 70, 60],
  verdictMs: [90, 80, 70, 60],
  cached: 1,
  cpu: { server: 20, engines: 80 },
  callersCpuMs: 4,
};
const followed: Measured = {
  ...waited,
  load: { ...waited.load, label: 'one at a time', learning: 'events', pauseMs: 100 },
  postMs: [4, 3, 2, 1],
};

test('rates and latencies are told, a POST alone only where it was one, and no rate where callers pause', () => {
  const [head, , first, second] = serviceTable([waited, followed]).split('\n').map(cellsOf);
  expect(head).toEqual([
    '',
    'jobs',
    'known',
    'callers',
    'learnt by',
    'jobs/s',
    'POST p50',
    'p99',
    'verdict p50',
    'p99',
  ]);
  expect(first).toEqual(['4 distinct', '4', '1', '2', 'wait', '20.0', '-', '-', '70.0 ms', '90.0 ms']);
  expect(second?.slice(4)).toEqual(['events', '-', '2.0 ms', '4.0 ms', '70.0 ms', '90.0 ms']);
});

test('CPU is told for one job, by part and all together', () => {
  const lines = serviceTable([waited]).split('\n').map(cellsOf);
  expect(lines[4]).toEqual(['CPU for one job', 'server', 'engines', 'all', 'callers']);
  expect(lines[6]).toEqual(['4 distinct', '5.0 ms', '20.0 ms', '25.0 ms', '1.0 ms']);
});

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
