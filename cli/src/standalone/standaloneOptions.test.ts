import { describe, expect, test } from '@jest/globals';
import { readStandaloneOptions } from './standaloneOptions.ts';

describe('the options of standalone', () => {
  test('need nothing but a folder', () => {
    expect(readStandaloneOptions(['--data-dir', '/tmp/data'], {}, 4)).toEqual({
      dataDir: '/tmp/data',
      host: '127.0.0.1',
      port: 8000,
      databaseUrl: undefined,
      profilesDir: undefined,
      maxActiveJobs: undefined,
      logLevel: 'info',
      runners: 1,
      engines: 4,
      retentionDays: 0,
    });
  });

  test.each([
    [1, 8, 8],
    [3, 8, 2],
    [4, 2, 1],
  ])('%d runners on %d CPUs have %d engines each', (runners, cpus, engines) => {
    expect(readStandaloneOptions(['--data-dir=d', `--runners=${runners}`], {}, cpus)).toMatchObject({
      runners,
      engines,
    });
  });

  test.each([
    [[], 'Name a folder for the data'],
    [['--data-dir', 'd', 'extra'], 'takes no "extra"'],
    [['--data-dir', 'd', '--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000".'],
    [['--data-dir', 'd', '--retention-days=-1'], '--retention-days must be a whole number from 0 to 36500'],
    [['--data-dir', 'd', '--runners', '0'], '--runners must be a whole number'],
    [['--data-dir', 'd', '--database-url', 'postgres://a:secret@b/c'], '--database-url must be mysql://'],
    [['--data-dir', 'd', '--log-level', 'loud'], '--log-level must be one of'],
    [['--data-dir', 'd', '--prot', '80'], 'Did you mean --port?'],
  ])('%j is refused', (args, sentence) => {
    expect(() => readStandaloneOptions(args, {}, 1)).toThrow(sentence);
    expect(() => readStandaloneOptions(args, {}, 1)).not.toThrow('secret');
  });

  test.each([
    ['the environment', [], 'mysql://u:secret@env/db', 'mysql://u:secret@env/db'],
    ['the option, when both say one', ['--database-url=mysql://opt/db'], 'mysql://env/db', 'mysql://opt/db'],
    ['neither, when the variable is empty', [], '', undefined],
  ])('the database is that of %s', (_, args, variable, databaseUrl) => {
    const environment = { SQLLINT_DATABASE_URL: variable };
    expect(readStandaloneOptions(['--data-dir=d', ...args], environment, 1)).toMatchObject({ databaseUrl });
  });

  test.each([
    ['20', 20],
    ['1000000', 1_000_000],
    ['', undefined],
  ])('SQLLINT_MAX_ACTIVE_JOBS may be "%s"', (variable, maxActiveJobs) => {
    const environment = { SQLLINT_MAX_ACTIVE_JOBS: variable };
    expect(readStandaloneOptions(['--data-dir=d'], environment, 1)).toMatchObject({ maxActiveJobs });
  });

  test.each(['0', '-1', '1.5', 'many', '1000001'])('SQLLINT_MAX_ACTIVE_JOBS may not be "%s"', (variable) => {
    const read = () => readStandaloneOptions(['--data-dir=d'], { SQLLINT_MAX_ACTIVE_JOBS: variable }, 1);
    expect(read).toThrow(`SQLLINT_MAX_ACTIVE_JOBS must be a whole number from 1 to 1000000, not "${variable}".`);
  });

  test.each([
    ['the environment', [], '/env/profiles', '/env/profiles'],
    ['the option, when both say one', ['--profiles=/opt/profiles'], '/env/profiles', '/opt/profiles'],
    ['neither, when the variable is empty', [], '', undefined],
  ])('the folder of the profiles is that of %s', (_, args, variable, profilesDir) => {
    const environment = { SQLLINT_PROFILES_DIR: variable };
    expect(readStandaloneOptions(['--data-dir=d', ...args], environment, 1)).toMatchObject({ profilesDir });
  });

  test('a variable that is no URL of MySQL is refused by its name', () => {
    const read = () => readStandaloneOptions(['--data-dir=d'], { SQLLINT_DATABASE_URL: 'postgres://a:secret@b/c' }, 1);
    expect(read).toThrow('SQLLINT_DATABASE_URL must be mysql://');
    expect(read).not.toThrow('secret');
  });
});
