import { describe, expect, test } from '@jest/globals';
import { medianOf } from './series.ts';
import { tableOf } from './table.ts';

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[1, 9, 3, 5], 4],
])('the median of %j is %d', (values, median) => {
  expect(medianOf(values)).toBe(median);
});

describe('the table', () => {
  const samples = (...walls: number[]) => walls.map((wallMs) => ({ wallMs, cpuMs: wallMs * 2 }));
  const table = tableOf({ command: samples(6000, 8000, 7000), first: samples(3500), second: samples(100) }, 'sqlfluff');

  test('has median, least and most of each way', () => {
    expect(table).toMatch(/a {2}sqlfluff +\| +7\.000 s \| +6\.000 s \| +8\.000 s \| +14\.000 s \|/);
  });

  test('says how many times faster each way is than the one before', () => {
    expect(table).toContain('a / b: 2.00 times   b / c: 35.0 times');
  });

  test('says so where CPU time is not known', () => {
    const unknown = [{ wallMs: 1, cpuMs: Number.NaN }];
    expect(tableOf({ command: unknown, first: unknown, second: unknown }, 'x')).toContain('unknown');
  });
});
