import { expect, test } from '@jest/globals';
import { columns, csvOf } from './sample.ts';

test('every sample is a line with a place for each column, and what is not known stays empty', () => {
  const [head, first, second, ...rest] = csvOf([
    { seconds: 0, submitted: 1, etcdMb: 2.345 },
    { seconds: 15, submitted: 3 },
  ]).split('\n');
  expect(head?.split(',')).toEqual([...columns]);
  const cells = first?.split(',') ?? [];
  expect([cells.length, cells[0], cells[1], cells[2], cells.at(-1)]).toEqual([columns.length, '0', '1', '', '2.3']);
  expect(second?.startsWith('15,3,')).toBe(true);
  expect(rest).toEqual(['']);
});
