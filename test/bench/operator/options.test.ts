import { expect, test } from '@jest/globals';
import { readOptions } from './options.ts';

test('what is empty, as make passes it, has its default', () => {
  expect(readOptions({ JOBS: '', CONCURRENT: '', NAMESPACES: '' })).toMatchObject({
    jobs: 1000,
    concurrent: undefined,
    namespaces: 1,
    restart: true,
  });
});

test('profiles need an operator that is asked to end, so that it is not killed', () => {
  expect(readOptions({ PROFILE: 'yes', RESTART: 'yes' })).toMatchObject({ profile: true, restart: false });
});

test.each([
  [{ JOBS: '0' }, 'JOBS'],
  [{ CONCURRENT: 'many' }, 'CONCURRENT'],
  [{ RESTART: 'maybe' }, 'RESTART'],
])('%j is refused by name', (environment, name) => {
  expect(() => readOptions(environment)).toThrow(name);
});
