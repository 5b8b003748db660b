import { describe, expect, test } from '@jest/globals';
import { StoreError, StoreUnavailableError } from './errors.ts';
import { isRefusedValue } from './refusedValue.ts';

function refused(fields: Record<string, unknown>): StoreError {
  return new StoreError('The database refused commit.', { cause: Object.assign(new Error('words'), fields) });
}

describe('what a database refused', () => {
  test.each([
    ['a text that is too long', { errno: 1406 }],
    ['a packet that is too large', { errno: 1153 }],
    ['a number that is out of range', { errno: 1264 }],
    ['NULL, on SQLite', { errcode: 1299 }],
    ['a text that is too large, on SQLite', { errcode: 18 }],
  ])('is a value: %s', (_what, fields) => {
    expect(isRefusedValue(refused(fields))).toBe(true);
  });

  test.each([
    ['a full table', refused({ errno: 1114 })],
    ['a right that is missing', refused({ errno: 1142 })],
    ['a table that is missing', refused({ errno: 1146 })],
    ['a full disk, on SQLite', refused({ errcode: 13 })],
    ['something that no database reported', new Error('words')],
    ['an error without a cause', new StoreError('words')],
    ['a database that is away', new StoreUnavailableError('words', { cause: refused({ errno: 1406 }).cause })],
  ])('is no value: %s', (_what, error) => {
    expect(isRefusedValue(error)).toBe(false);
  });
});
