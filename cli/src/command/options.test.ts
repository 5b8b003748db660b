import { describe, expect, test } from '@jest/globals';
import { UsageError } from './commandError.ts';
import { readOptions } from './options.ts';

const kinds = { dialect: 'text', rules: 'text', port: 'text', wait: 'flag' } as const;
const read = (...args: string[]) => readOptions('submit', args, kinds);

describe('the options of a command', () => {
  test('a value follows its option, or stands behind an equals sign', () => {
    expect(read('--dialect', 'mysql').text('dialect')).toBe('mysql');
    expect(read('--dialect=mysql').text('dialect')).toBe('mysql');
  });

  test('options and paths may come in any order', () => {
    const given = read('a.sql', '--wait', 'b.sql', '--dialect', 'mysql', 'c.sql');
    expect(given.positionals).toEqual(['a.sql', 'b.sql', 'c.sql']);
    expect(given.flag('wait')).toBe(true);
    expect(given.text('dialect')).toBe('mysql');
  });

  test('what follows two dashes is a path', () => {
    const given = read('--', '--wait');
    expect(given.positionals).toEqual(['--wait']);
    expect(given.flag('wait')).toBe(false);
  });

  test('lists are split at commas, and an option may be repeated', () => {
    expect(read('--rules', 'LT01, CP01,', '--rules=AM').list('rules')).toEqual(['LT01', 'CP01', 'AM']);
    expect(read().list('rules')).toEqual([]);
  });

  test.each([
    [['--dialct', 'mysql'], 'has no option --dialct. Did you mean --dialect?'],
    [['--frobnicate'], 'has no option --frobnicate. See'],
    [['-w'], 'has no option -w.'],
    [['--constructor'], 'has no option --constructor.'],
    [['--dialect'], '--dialect needs a value'],
    [['--dialect', '--wait'], '--dialect needs a value'],
    [['--dialect='], '--dialect needs a value'],
    [['--wait=yes'], '--wait takes no value'],
  ])('%j is refused', (args, sentence) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(sentence);
  });

  test.each(['-1', '65536', '80a', '1e3', '8000.5', ''])('%j is no port', (value) => {
    expect(() => read(`--port=${value}`).integer('port', { min: 0, max: 65535 })).toThrow(UsageError);
  });

  test('a number within its bounds is read', () => {
    expect(read('--port=0').integer('port', { min: 0, max: 65535 })).toBe(0);
    expect(read('--port', '65535').integer('port', { min: 0, max: 65535 })).toBe(65535);
    expect(read().integer('port', { min: 0, max: 65535 })).toBeUndefined();
  });
});
