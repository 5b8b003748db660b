import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defaultProfile } from '../profile/defaultProfile.ts';
import { withSettings } from '../profile/withSettings.ts';
import { allowedPaths, layoutKeys } from './allowedSettings.ts';
import catalogue from './catalogue.json' with { type: 'json' };
import { checkSettings, mostRefusals, mostSettings } from './settings.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const python = process.env.SQLLINT_PYTHON ?? `${repository}.venv/bin/python`;

async function runPython(script: string, ...args: readonly string[]): Promise<unknown> {
  const engine = `import sys; sys.path.insert(0, ${JSON.stringify(`${repository}lint-runner/engine`)})\n`;
  const { stdout } = await promisify(execFile)(python, ['-I', '-B', '-c', engine + script, ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

describe('settings of SQLFluff', () => {
  test.each<[string, string, unknown, unknown]>([
    ['a number', 'max_line_length', 120, 120],
    ['a number as text', 'max_line_length', ' 120 ', 120],
    ['the line length switched off', 'max_line_length', '-1', -1],
    ['a boolean', 'indentation:indented_ctes', true, true],
    ['a boolean as text', 'indentation:indented_ctes', 'TRUE', true],
    ['a boolean as a digit', 'rules:aliasing.forbid:force_enable', '1', true],
    ['a choice', 'rules:capitalisation.keywords:capitalisation_policy', 'upper', 'upper'],
    ['a choice for all rules', 'rules:capitalisation_policy', 'lower', 'lower'],
    ['the word none where SQLFluff reads nothing', 'rules:references.keywords:quoted_identifiers_policy', 'none', null],
    ['a list', 'rules:convention.blocked_words:blocked_words', ' drop , truncate ,', 'drop,truncate'],
    ['a list as an array', 'rules:convention.blocked_words:blocked_words', ['drop', 'truncate'], 'drop,truncate'],
    ['a list of one word that looks like a number', 'rules:capitalisation.functions:ignore_words', 4, '4'],
    ['an unset list', 'rules:capitalisation.functions:ignore_words', 'None', null],
    ['characters', 'rules:references.special_chars:additional_allowed_characters', '$#@', '$#@'],
    ['a position', 'layout:type:comma:line_position', 'leading', 'leading'],
    ['a spacing', 'layout:type:alias_expression:spacing_before', 'align', 'align'],
    ['what a spacing is aligned within', 'layout:type:alias_expression:align_within', 'select_clause', 'select_clause'],
    ['a dialect', 'dialect', 'postgres', 'postgres'],
    ['rules', 'rules', 'LT01, capitalisation,AL0*', 'LT01,capitalisation,AL0*'],
    ['no excluded rules', 'exclude_rules', null, null],
  ])('%s is taken', (_name, path, value, taken) => {
    expect(checkSettings({ [path]: value })).toEqual({ settings: { [path]: taken }, refusals: [] });
  });

  test('may be nested, and the section core has no name', () => {
    const nested = {
      core: { max_line_length: 100 },
      rules: { 'capitalisation.keywords': { capitalisation_policy: 'upper' }, allow_scalar: 'False' },
      layout: { type: { comma: { line_position: 'leading' } } },
      'indentation:tab_space_size': 2,
    };
    expect(checkSettings(nested)).toEqual({
      settings: {
        max_line_length: 100,
        'rules:capitalisation.keywords:capitalisation_policy': 'upper',
        'rules:allow_scalar': false,
        'layout:type:comma:line_position': 'leading',
        'indentation:tab_space_size': 2,
      },
      refusals: [],
    });
  });

  test.each<[string, string, unknown, RegExp]>([
    [
      'a templater',
      'templater',
      'jinja',
      /^The setting "templater" with the value "jinja" is refused.*run code; remove/,
    ],
    ['a setting of a templater', 'templater:jinja:library_path', '/tmp', /can run code/],
    ['a path', 'rules:capitalisation.keywords:words_path', '/etc/passwd', /paths of the machine/],
    ['a regular expression', 'rules:convention.blocked_words:blocked_regex', '(a+)+', /regular expression/],
    ['a regular expression for all rules', 'rules:ignore_words_regex', '.*', /regular expression/],
    ['a limit', 'large_file_skip_byte_limit', 0, /limits are set by whoever runs the service/],
    ['a limit of the parser', 'max_parse_depth', 0, /limits/],
    ['the number of processes', 'processes', 64, /shares the work/],
    ['hiding violations', 'ignore', 'parsing', /severities, gate and noqa/],
    ['turning violations into warnings', 'warnings', 'PRS', /severities, gate and noqa/],
    ['noqa', 'disable_noqa', true, /noqa/],
    ['an encoding', 'encoding', 'utf-8', /field encoding/],
    ['a plugin', 'plugins', 'evil', /can run code/],
    ['a number that is too large', 'indentation:tab_space_size', 65, /must be a whole number from 1 to 64/],
    ['a number that is too small', 'indentation:tab_space_size', 0, /must be a whole number from 1 to 64/],
    ['a fraction', 'max_line_length', 80.5, /must be a whole number from -1 to 100000/],
    ['a text for a number', 'max_line_length', 'eighty', /"eighty" must be a whole number/],
    ['a text for a boolean', 'indentation:indented_ctes', 'yes', /must be True or False/],
    [
      'a wrong choice',
      'rules:capitalisation.keywords:capitalisation_policy',
      'uper',
      /consistent, upper.*did you mean "upper"/,
    ],
    ['nothing where there must be something', 'max_line_length', null, /must not be None/],
    ['an unknown dialect', 'dialect', 'mysq', /did you mean "mysql"/],
    ['an unknown rule', 'rules', 'LT01,LT99', /no rule matches "LT99"; did you mean/],
    ['too many words', 'rules:ignore_words', 'a,'.repeat(501), /at most 500 words/],
    ['a long word', 'rules:ignore_words', 'a'.repeat(129), /no word over 128/],
    ['an object for a list', 'rules:ignore_words', [{ a: 1 }], /must be words/],
    [
      'too many characters',
      'rules:references.special_chars:additional_allowed_characters',
      '$'.repeat(65),
      /at most 64/,
    ],
    ['a position that reflow would fail on', 'layout:type:comma:line_position', 'middle', /must be one of leading/],
    ['an alignment within', 'layout:type:comma:spacing_within', 'align', /must be one of touch/],
    ['a misspelt key', 'max_line_lenght', 80, /no setting of SQLFluff; did you mean "max_line_length"\?$/],
    [
      'a misspelt key of a rule',
      'rules:layout.long_lines:ignore_coment_lines',
      true,
      /mean "rules:layout.long_lines:ignore_comment_lines"/,
    ],
    [
      'a rule by its code',
      'rules:CP01:capitalisation_policy',
      'upper',
      /mean "rules:capitalisation.keywords:capitalisation_policy"/,
    ],
    ['a key without its section', 'tab_space_size', 2, /mean "indentation:tab_space_size"/],
    ['an old name', 'rules:max_line_length', 80, /another name; write "max_line_length"/],
    ['what SQLFluff has no more', 'rules:L003:hanging_indents', true, /has it no more/],
    [
      'a misspelt key of the layout',
      'layout:type:comma:line_positon',
      'leading',
      /mean "layout:type:comma:line_position"/,
    ],
    ['a type of segment that is none', 'layout:type:a b:line_position', 'leading', /no setting of SQLFluff/],
    ['a key of JavaScript objects', '__proto__:polluted', 1, /no setting of SQLFluff/],
  ])('%s is refused', (_name, path, value, message) => {
    const checked = checkSettings(JSON.parse(JSON.stringify({ [path]: value })));
    expect(checked.settings).toEqual({});
    expect(checked.refusals).toMatchObject([{ path, message: expect.stringMatching(message) }]);
  });

  test('a refused one does not take the others with it', () => {
    const checked = checkSettings({ max_line_length: 'x', 'indentation:tab_space_size': 2 });
    expect(checked.settings).toEqual({ 'indentation:tab_space_size': 2 });
    expect(checked.refusals).toHaveLength(1);
  });

  test('values are cut and shown in one line', () => {
    const [refusal] = checkSettings({ dialect: `\u001b[31m\n${'x'.repeat(5000)}` }).refusals;
    expect(refusal?.value).toMatch(/^\\u001b\[31m\\u000ax{58}…$/);
    expect(refusal?.message).not.toMatch(/\p{Cc}/u);
  });

  test('are bounded in number, and so is what is said about them', () => {
    const many = (count: number, path: (index: number) => string) =>
      checkSettings(Object.fromEntries(Array.from({ length: count }, (_, index) => [path(index), 'touch'])));
    const refused = many(5000, (index) => `nothing_${index}`).refusals;
    expect(refused).toHaveLength(mostRefusals + 1);
    expect(refused.at(-1)?.message).toMatch(/after 100 refused settings the rest is not read/);
    const letters = (index: number) => [...String(index)].map((digit) => 'abcdefghij'.charAt(Number(digit))).join('');
    const layout = many(1500, (index) => `layout:type:${letters(index)}:spacing_before`);
    expect(Object.keys(layout.settings)).toHaveLength(mostSettings);
    expect(layout.refusals).toMatchObject([{ message: expect.stringMatching(/only the first 1000 of 1500/) }]);
  });

  test('of any shape are checked without an error, and checking twice changes nothing', () => {
    const paths = fc.oneof(fc.constantFrom(...allowedPaths), fc.string({ maxLength: 20 }));
    fc.assert(
      fc.property(fc.dictionary(paths, fc.anything({ maxDepth: 2 })), (input) => {
        const { settings } = checkSettings(input);
        expect(checkSettings(settings)).toEqual({ settings, refusals: [] });
      }),
    );
  });
});

describe('the list of allowed settings', () => {
  test('knows every key of the installed defaults: it is taken with its default, or refused with a reason', async () => {
    const script = 'import catalogue, json; print(json.dumps(catalogue.default_settings()))';
    const defaults = Object.entries((await runPython(script)) as Record<string, unknown>);
    expect(defaults.length).toBeGreaterThan(200);
    const unexplained = defaults.flatMap(([path, value]) =>
      checkSettings({ [path]: value }).refusals.filter(
        ({ message }) => !/is refused, since (?!it is no)/.test(message),
      ),
    );
    expect(unexplained).toEqual([]);
  });

  test('knows every setting that a rule of the installed version has', () => {
    const unexplained = catalogue.settings
      .map(({ path }) => path)
      .filter((path) => !allowedPaths.includes(path))
      .flatMap((path) => checkSettings({ [path]: 'x' }).refusals)
      .filter(({ message }) => !/is refused, since (?!it is no)/.test(message));
    expect(unexplained).toEqual([]);
  });

  test('has the keys of the layout that the installed version has', () => {
    expect([...layoutKeys].sort()).toEqual([...catalogue.layoutKeys].sort());
  });

  test.each(['templater', 'path', 'regex', 'limit', 'processes', 'plugin', 'noqa', 'recursion'])(
    'has no %s',
    (word) => {
      expect(allowedPaths.filter((path) => path.includes(word))).toEqual([]);
    },
  );

  test('has no value that SQLFluff fails on', async () => {
    const choices = (path: string) =>
      checkSettings({ [path]: '?' }).refusals[0]?.message.match(/must be one of (.*)$/)?.[1];
    const valuesOf = (path: string) => choices(path)?.split(', ') ?? [];
    const layout = layoutKeys.flatMap((key) =>
      ['comma', 'binary_operator', 'where_clause'].map((segment) => `layout:type:${segment}:${key}`),
    );
    const cases = [...allowedPaths.filter((path) => !/^(dialect|rules|exclude_rules)$/.test(path)), ...layout].flatMap(
      (path) => valuesOf(path).flatMap((value) => Object.entries(checkSettings({ [path]: value }).settings)),
    );
    expect(cases.length).toBeGreaterThan(200);
    const script = `
import json
from sqllint_engine.linting import ProfileLinter
text = "select a , b from t where a = 1 and b=2;\\n"
problems = []
for path, value in json.loads(sys.argv[1]):
    profile = {"dialect": "ansi", "rules": [], "excludeRules": [], "parser": "Rust", "noqa": "Honour", "settings": {path: value}}
    try:
        linted, _ = ProfileLinter(profile).lint(text, "t.sql")
        problems += [[path, value, str(v)] for v in linted.get_violations() if "Unexpected exception" in str(v)]
    except Exception as error:
        problems.append([path, value, str(error)])
print(json.dumps(problems))`;
    expect(await runPython(script, JSON.stringify(cases))).toEqual([]);
  }, 120_000);
});

describe('a profile with settings', () => {
  test('has its own fields for dialect and rules', () => {
    const { settings } = checkSettings({
      dialect: 'ansi',
      rules: 'LT01,capitalisation',
      exclude_rules: 'CP02',
      max_line_length: 60,
    });
    expect(
      withSettings({ ...defaultProfile, settings: { max_line_length: 50, 'rules:allow_scalar': false } }, settings),
    ).toEqual({
      ...defaultProfile,
      dialect: 'ansi',
      rules: ['LT01', 'capitalisation'],
      excludeRules: ['CP02'],
      settings: { max_line_length: 60, 'rules:allow_scalar': false },
    });
  });

  test('keeps its dialect and loses its rules when a file unsets them', () => {
    const profile = { ...defaultProfile, rules: ['LT01'], excludeRules: ['LT02'] };
    const unset = { dialect: null, rules: null, exclude_rules: null };
    expect(withSettings(profile, unset)).toMatchObject({ dialect: 'mysql', rules: [], excludeRules: [] });
  });
});
