import { expect, test } from '@jest/globals';
import { bytesOf } from './memoryLimit.ts';

test.each([
  ['512Mi', 536_870_912],
  ['1Gi', 1_073_741_824],
  ['100', 100],
])('%s is %d bytes', (quantity, bytes) => {
  expect(bytesOf(quantity)).toBe(bytes);
});

test.each(['', '1.5Gi', '512M', 'Mi'])('%j is refused, with an example of what would do', (quantity) => {
  expect(() => bytesOf(quantity)).toThrow('512Mi');
});
