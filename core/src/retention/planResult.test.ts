import { expect, test } from '@jest/globals';
import { planResult } from './planResult.ts';

test.each([
  ['a file without a row', { row: undefined, used: false }, 'removeFile'],
  ['a result in use', { row: { unusedSince: null }, used: true }, 'keep'],
  ['a result in use that was marked', { row: { unusedSince: 1 }, used: true }, 'keep'],
  ['a result that is found unused for the first time', { row: { unusedSince: null }, used: false }, 'mark'],
  ['one that was marked lately', { row: { unusedSince: 101 }, used: false }, 'keep'],
  ['one that was marked long ago', { row: { unusedSince: 100 }, used: false }, 'removeResult'],
])('%s', (_, facts, plan) => {
  expect(planResult(facts, 100)).toBe(plan);
});
