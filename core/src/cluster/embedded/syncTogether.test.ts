import { expect, test } from '@jest/globals';
import { AlreadyExistsError } from '../errors.ts';
import { syncTogether } from './syncTogether.ts';

function counted() {
  let transactions = 0;
  const together = syncTogether<string>((work) => {
    transactions += 1;
    return work();
  });
  return { together, transactions: () => transactions };
}

test('what is written in one turn of the event loop is one transaction, and each caller gets its own result', async () => {
  const { together, transactions } = counted();
  expect(await Promise.all([together(() => 'a'), together(() => 'b'), together(() => 'c')])).toEqual(['a', 'b', 'c']);
  expect(transactions()).toBe(1);
  expect(await together(() => 'd')).toBe('d');
  expect(transactions()).toBe(2);
});

test('a name that is taken is told to its caller alone', async () => {
  const { together } = counted();
  const taken = together(() => {
    throw new AlreadyExistsError('It exists already.');
  });
  const other = together(() => 'b');
  await expect(taken).rejects.toThrow('It exists already.');
  expect(await other).toBe('b');
});

test('when the transaction fails nobody is told that it was written', async () => {
  const together = syncTogether<string>((work) => {
    work();
    throw new Error('The disk is full.');
  });
  const outcomes = await Promise.allSettled([together(() => 'a'), together(() => 'b')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('a write that breaks half-way takes the whole transaction back', async () => {
  const { together } = counted();
  const broken = together(() => {
    throw new Error('It broke.');
  });
  const other = together(() => 'b');
  await expect(broken).rejects.toThrow('It broke.');
  await expect(other).rejects.toThrow('It broke.');
});
