import { describe, expect, test } from '@jest/globals';
import { attempt } from './attempt.ts';
import { StoreBusyError, StoreError, StoreUnavailableError } from './errors.ts';

function driverError(fields: Record<string, unknown>, message = 'insert into `t` values (?) - driver words'): Error {
  return Object.assign(new Error(message), fields);
}

const deadlock = { code: 'ER_LOCK_DEADLOCK', errno: 1213, sqlMessage: 'Deadlock found' };
const quick = { random: () => 0 };

describe('attempt', () => {
  test('an operation that loses a deadlock is tried again', async () => {
    let tries = 0;
    const operation = async (): Promise<string> => {
      tries += 1;
      if (tries < 4) throw driverError(deadlock);
      return 'done';
    };
    expect(await attempt('commit', operation, quick)).toBe('done');
    expect(tries).toBe(4);
  });

  test('an operation that always loses is given up after ten times', async () => {
    let tries = 0;
    const operation = async (): Promise<never> => {
      tries += 1;
      throw driverError(deadlock);
    };
    const error = await attempt('commit', operation, quick).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreBusyError);
    expect(error).toMatchObject({ message: 'The database is too busy for commit: Deadlock found' });
    expect(tries).toBe(10);
  });

  test.each([
    ['a refused connection', { code: 'ECONNREFUSED', errno: -111 }],
    ['a lost connection', { code: 'PROTOCOL_CONNECTION_LOST', fatal: true }],
    [
      'a server that shuts down',
      { code: 'ER_SERVER_SHUTDOWN', errno: 1053, sqlMessage: 'Server shutdown in progress' },
    ],
    ['a killed connection', { code: 'ER_CONNECTION_KILLED', errno: 1927, sqlMessage: 'Connection was killed' }],
    ['a connection that is closed already', { fatal: true }],
    ['a pool that has none to give', { name: 'KnexTimeoutError' }],
    [
      'a server that became a replica',
      { code: 'ER_OPTION_PREVENTS_STATEMENT', errno: 1290, sqlMessage: '--read-only' },
    ],
  ])('%s means that the store is unavailable, at once', async (_, fields) => {
    let tries = 0;
    const operation = async (): Promise<never> => {
      tries += 1;
      throw driverError(fields);
    };
    await expect(attempt('claim', operation, quick)).rejects.toThrow(StoreUnavailableError);
    expect(tries).toBe(1);
  });

  test('what the database refuses is told in its own words, without the statement and its values', async () => {
    const refusal = driverError({ code: 'ER_NO_SUCH_TABLE', errno: 1146, sqlMessage: 'No such table', sql: 'secret' });
    const error = await attempt('claim', () => Promise.reject(refusal), quick).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ message: 'The database refused claim: No such table' });
    const cause = (error as Error).cause as Error;
    expect(cause.message).toBe('No such table');
    expect(cause.stack).not.toContain('insert into');
    expect(JSON.stringify(cause)).not.toContain('secret');
  });

  test('an error that no database reported passes through', async () => {
    const mistake = new TypeError('x is not a function');
    await expect(attempt('claim', () => Promise.reject(mistake), quick)).rejects.toBe(mistake);
  });
});
