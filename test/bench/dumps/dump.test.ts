import { expect, test } from '@jest/globals';
import { mysqlDump } from './dump.ts';

test.each([20_000, 400_000, 1_500_000])(
  'a dump of %d characters is about that long, and the same each time',
  (size) => {
    const dump = mysqlDump(size);
    expect(dump.length).toBeGreaterThanOrEqual(size);
    expect(dump.length).toBeLessThan(size + 200);
    expect(mysqlDump(size)).toBe(dump);
  },
);

test('a dump has thousands of rows in one line', () => {
  const lines = mysqlDump(1_500_000).split('\n');
  expect(lines.filter((line) => line.startsWith('INSERT')).length).toBeGreaterThan(1);
  expect(lines.find((line) => line.startsWith('INSERT'))?.match(/\),\(/g)).toHaveLength(7999);
});
