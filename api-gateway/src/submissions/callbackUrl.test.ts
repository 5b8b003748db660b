import { describe, expect, test } from '@jest/globals';
import { isCallbackUrl } from './callbackUrl.ts';

describe('an address to call back', () => {
  test.each([
    'https://hooks.example.com/sqllint',
    'http://hook:8080/a?b=c',
    'http://[::1]:9000/',
    'https://例子.example/完成',
    `https://a.example/${'b'.repeat(2030)}`,
  ])('may be %s', (url) => {
    expect(isCallbackUrl(url)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['a path', '/hooks'],
    ['a host without a scheme', 'hooks.example.com'],
    ['another scheme', 'ftp://a.example/'],
    ['a script', 'javascript:alert(1)'],
    ['no host', 'https://'],
    ['a port that is none', 'https://a.example:99999/'],
    ['a user', 'https://u@a.example/'],
    ['a password alone', 'https://:p@a.example/'],
    ['a line break that a parser would leave out', 'https://a.example/\nb'],
    ['a blank around it', ' https://a.example/'],
    ['more than 2048 characters', `https://a.example/${'b'.repeat(2031)}`],
  ])('may not be %s', (_, url) => {
    expect(isCallbackUrl(url)).toBe(false);
  });
});
