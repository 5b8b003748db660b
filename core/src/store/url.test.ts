import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StoreUrlError } from './errors.ts';
import { parseStoreUrl } from './url.ts';

describe('parseStoreUrl', () => {
  test.each([
    ['sqlite:///var/lib/sqllint/store.db', { kind: 'sqlite', path: '/var/lib/sqllint/store.db' }],
    ['sqlite:///tmp/with%20space%20%E8%AE%A2.db', { kind: 'sqlite', path: '/tmp/with space 订.db' }],
    ['sqlite:///tmp/with space.db', { kind: 'sqlite', path: '/tmp/with space.db' }],
    [
      'mysql://lint:secret@db.example:3307/sqllint',
      {
        kind: 'mysql',
        host: 'db.example',
        port: 3307,
        user: 'lint',
        password: 'secret',
        database: 'sqllint',
        tls: false,
      },
    ],
    [
      'mariadb://lint@[::1]/sqllint?tls=true',
      { kind: 'mysql', host: '::1', port: 3306, user: 'lint', password: '', database: 'sqllint', tls: true },
    ],
  ])('%s is understood', (url, target) => {
    expect(parseStoreUrl(url)).toEqual(target);
  });

  test.each([
    ['', 'cannot be read'],
    ['store.db', 'cannot be read'],
    ['postgres://lint:hunter2@db/sqllint', 'unknown word'],
    ['sqlite://store.db', 'absolute path'],
    ['sqlite:///', 'absolute path'],
    ['sqlite:store.db', 'absolute path'],
    ['sqlite:///store.db?mode=ro', 'no options'],
    ['sqlite:///store%zz.db', 'percent-encoded'],
    ['mysql://lint:hunter2@/sqllint', 'cannot be read'],
    ['mysql:///sqllint', 'no host'],
    ['mysql://db.example/sqllint', 'no user'],
    ['mysql://lint:hunter2@db.example', 'no database'],
    ['mysql://lint:hunter2@db.example/a/b', 'no database'],
    ['mysql://lint:hunter2%@db.example/sqllint', 'percent-encoded'],
    ['mysql://lint:hunter2@db.example:port/sqllint', 'cannot be read'],
    ['mysql://lint:hunter2@db.example/sqllint?ssl=true', 'only option'],
    ['mysql://lint:hunter2@db.example/sqllint?tls=hunter2', 'only option'],
  ])('%s is refused with a sentence that keeps the password to itself', (url, words) => {
    let message = '';
    try {
      parseStoreUrl(url);
    } catch (error) {
      expect(error).toBeInstanceOf(StoreUrlError);
      message = String(error);
    }
    expect(message).toContain(words);
    expect(message).not.toContain('hunter2');
  });

  test('every user and password survives percent-encoding', () => {
    const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (user, password) => {
        const url = `mysql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@db:3306/sqllint`;
        expect(parseStoreUrl(url)).toMatchObject({ user, password });
      }),
    );
  });
});
