import { expect, test } from '@jest/globals';
import { createClosers } from './closers.ts';

test('what was opened last is closed first, also when closing fails', async () => {
  const closers = createClosers();
  const closed: string[] = [];
  closers.add(() => closed.push('first'));
  closers.add(async () => {
    closed.push('second');
    throw new Error('stuck');
  });
  closers.add(async () => closed.push('third'));
  await expect(closers.closeAll()).rejects.toThrow('stuck');
  expect(closed).toEqual(['third', 'second', 'first']);
  await closers.closeAll();
  expect(closed).toHaveLength(3);
});
