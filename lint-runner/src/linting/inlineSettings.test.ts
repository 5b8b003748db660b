import { describe, expect, test } from '@jest/globals';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import { inlineSettings } from './inlineSettings.ts';

const honour = { ...defaultProfile, inlineConfig: 'Honour' as const };
const wide = { max_line_length: 200 };

describe('lines that set SQLFluff up', () => {
  test('are comments under Ignore', () => {
    const { profile, refusals } = inlineSettings(
      defaultProfile,
      '-- sqlfluff:max_line_length:200\n-- sqlfluff:templater:jinja',
    );
    expect(profile).toBe(defaultProfile);
    expect(refusals).toEqual([]);
  });

  test.each<[string, string, object]>([
    ['with a blank', '-- sqlfluff:max_line_length:200', wide],
    ['without a blank', '--sqlfluff:max_line_length:200', wide],
    ['with blanks around names', '-- sqlfluff: max_line_length : 200 ', wide],
    ['anywhere in the file', 'SELECT 1;\n-- sqlfluff:max_line_length:200\nSELECT 2', wide],
    ['said twice, of which the last counts', '-- sqlfluff:max_line_length:9\n-- sqlfluff:max_line_length:200', wide],
    ['after a line break that only Python knows', 'SELECT 1;\u2028-- sqlfluff:max_line_length:200', wide],
    [
      'of a rule',
      '-- sqlfluff:rules:capitalisation.keywords:capitalisation_policy:upper',
      { 'rules:capitalisation.keywords:capitalisation_policy': 'upper' },
    ],
    ['behind a blank', ' -- sqlfluff:max_line_length:200', {}],
    ['behind SQL', 'SELECT 1 -- sqlfluff:max_line_length:200', {}],
    ['with two blanks', '--  sqlfluff:max_line_length:200', {}],
    ['in another comment', '# sqlfluff:max_line_length:200', {}],
    ['in the words of a file', '-- sqlfluff max_line_length = 200', {}],
    ['without a colon', '-- sqlfluff:max_line_length=200', {}],
  ])('%s are read as SQLFluff reads them', (_name, text, settings) => {
    expect(inlineSettings(honour, text)).toMatchObject({ profile: { settings }, refusals: [] });
    expect(inlineSettings(honour, text).profile.settings).toEqual(settings);
  });

  test('may choose dialect and rules, for this file', () => {
    const text = '-- sqlfluff:dialect:postgres\n-- sqlfluff:rules:LT01,CP01\n-- sqlfluff:exclude_rules:CP01';
    expect(inlineSettings(honour, text).profile).toMatchObject({
      dialect: 'postgres',
      rules: ['LT01', 'CP01'],
      excludeRules: ['CP01'],
    });
  });

  test.each<[string, string, RegExp]>([
    ['a templater', '-- sqlfluff:templater:jinja', /templaters and plugins can run code/],
    ['code', '-- sqlfluff:templater:jinja:library_path:/tmp/evil', /can run code/],
    ['a path of Windows', '-- sqlfluff:templater:jinja:library_path:C:\\evil', /can run code/],
    ['a regular expression', '-- sqlfluff:rules:convention.blocked_words:blocked_regex:(a+)+', /regular expression/],
    ['hiding everything', '-- sqlfluff:ignore:linting', /severities, gate and noqa/],
  ])('that ask for %s are refused, and the others count', (_name, line, message) => {
    const { profile, refusals } = inlineSettings(honour, `${line}\n-- sqlfluff:max_line_length:200`);
    expect(profile.settings).toEqual(wide);
    expect(refusals).toEqual([expect.stringMatching(message)]);
  });

  test('are bounded', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `-- sqlfluff:nothing_${index}:1`).join('\n');
    const long = `-- sqlfluff:${':'.repeat(5_000_000)}`;
    expect(inlineSettings(honour, many).refusals).toHaveLength(101);
    expect(inlineSettings(honour, long).profile.settings).toEqual({});
  });
});
