import { describe, expect, test } from '@jest/globals';
import { boundWarnings } from './warnings.ts';

describe('the warnings of a job', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `Warning ${index}.`);

  test.each<[number, number, string | undefined]>([
    [0, 0, undefined],
    [100, 100, 'Warning 99.'],
    [101, 101, '1 more warning is not shown.'],
    [5000, 101, '4900 more warnings are not shown.'],
  ])('of %d are kept in %d, the last of which is %j', (count, kept, last) => {
    const bound = boundWarnings(many(count));
    expect(bound).toHaveLength(kept);
    expect(bound.at(-1)).toBe(last);
  });

  test('are cut, and no half of a pair is left', () => {
    const [cut] = boundWarnings(['🚀'.repeat(400)]);
    expect(cut).toHaveLength(500);
    expect(cut?.isWellFormed()).toBe(true);
    expect(cut?.endsWith('…')).toBe(true);
  });
});
