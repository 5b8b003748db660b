import { expect, test } from '@jest/globals';
import { padded, paintFor, widthOf } from './paint.ts';

test('Chinese letters take two columns', () => {
  expect(widthOf('月度销售统计.sql')).toBe(16);
  expect(padded('月', 4)).toBe('月  ');
});

test('there are no escape sequences where nobody can see colours', () => {
  expect(paintFor(false).bad('x')).toBe('x');
  expect(paintFor(true).bad('x')).toBe('\u001b[31mx\u001b[0m');
});
