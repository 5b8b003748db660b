import { describe, expect, test } from '@jest/globals';
import { readSubmitOptions } from './submitOptions.ts';

describe('the options of submit', () => {
  test('have defaults that suit a server on the same machine', () => {
    expect(readSubmitOptions(['sql'], {})).toEqual({
      paths: ['sql'],
      server: 'http://127.0.0.1:8000',
      dialect: undefined,
      profile: undefined,
      rules: [],
      excludeRules: [],
      wait: false,
      format: 'text',
      quiet: false,
    });
  });

  test.each([
    [[], { SQLLINT_SERVER: 'http://lint.example:81/' }, 'http://lint.example:81'],
    [[], { SQLLINT_SERVER: '' }, 'http://127.0.0.1:8000'],
    [['--server', 'https://lint.example/sql/'], {}, 'https://lint.example/sql'],
    [['--server', 'http://a.example'], { SQLLINT_SERVER: 'http://b.example' }, 'http://a.example'],
  ])('%j in %j means the server %s', (args, environment, server) => {
    expect(readSubmitOptions(['sql', ...args], environment)?.server).toBe(server);
  });

  test.each([
    [[], 'Name what to submit'],
    [['a.sql', '--format', 'xml'], '--format must be text or json, not "xml".'],
    [['a.sql', '--server', 'localhost:8000'], 'must be a URL such as http://127.0.0.1:8000, not "localhost:8000"'],
    [['a.sql', '--server', 'ftp://example'], 'must be a URL'],
  ])('%j is refused', (args, sentence) => {
    expect(() => readSubmitOptions(args, {})).toThrow(sentence);
  });

  test('asking for help needs nothing else', () => {
    expect(readSubmitOptions(['--help'], {})).toBeUndefined();
  });
});
