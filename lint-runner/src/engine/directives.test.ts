import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import { inlineSettings } from '../linting/inlineSettings.ts';
import { type EnginePool, type EngineProfile, engineProfileOf } from './index.ts';
import { newTestPool, testProfile } from './testdata/testPool.ts';

/** What comments can and cannot do, with a real engine. */

let pool: EnginePool;

beforeAll(() => {
  pool = newTestPool();
  pool.start();
});

afterAll(() => pool.stop());

async function codes(text: string, profile: EngineProfile): Promise<readonly string[]> {
  const outcome = await pool.analyse({ profile, text, fileName: 'test.sql' });
  if (!outcome.ok) throw new Error(outcome.message);
  return [...new Set(outcome.violations.map(({ code }) => code))].sort();
}

describe('noqa', () => {
  const rules = { rules: ['LT01', 'CP01'] };

  test.each<[string, string, readonly string[], readonly string[]]>([
    ['a line', 'SELECT a  from b -- noqa\n', ['CP01', 'LT01'], []],
    ['a rule in a line', 'SELECT a  from b -- noqa: LT01\n', ['CP01', 'LT01'], ['CP01']],
    ['a rule by its name', 'SELECT a  from b -- noqa: layout.spacing\n', ['CP01', 'LT01'], ['CP01']],
    ['a line, in a block comment', 'SELECT a  from b /* noqa */\n', ['CP01', 'LT01'], []],
    ['all from here', '-- noqa: disable=all\nSELECT a  from b\n', ['CP01', 'LT01'], []],
    ['all from here, in a block comment', '/* noqa: disable=all */\nSELECT a  from b\n', ['CP01', 'LT01'], []],
    [
      'a rule up to there',
      '-- noqa: disable=LT01\nSELECT a  from b\n-- noqa: enable=all\n',
      ['CP01', 'LT01'],
      ['CP01'],
    ],
    ['what cannot be parsed, with all', '-- noqa: disable=all\nSELECT a FROM b WHERE (;\n', ['PRS'], []],
    ['what cannot be parsed, by its code', '-- noqa: disable=PRS\nSELECT a FROM b WHERE (;\n', ['PRS'], []],
    ['what cannot be parsed, in its line', 'SELECT a FROM b WHERE (; -- noqa: PRS\n', ['PRS'], []],
    ['a malformed one', 'SELECT a\nFROM b -- noqa:disable\n', [], ['PRS']],
  ])('for %s hides nothing under Ignore, and under Honour what SQLFluff lets it', async (_name, text, all, left) => {
    expect(await codes(text, testProfile({ ...rules, noqa: 'Ignore' }))).toEqual(all);
    expect(await codes(text, testProfile({ ...rules, noqa: 'Honour' }))).toEqual(left);
  });
});

describe('a line that sets SQLFluff up', () => {
  const profile = { ...defaultProfile, rules: ['LT05', 'CP01'] };
  const long = `SELECT a_column_with_a_long_name AS another_column_with_a_long_name\nFROM b\n`;

  test.each<[string, string, readonly string[], readonly string[]]>([
    ['the length of a line', `-- sqlfluff:max_line_length:50\n${long}`, [], ['LT05']],
    ['the rules', '-- sqlfluff:rules:LT01\nSELECT a\nfrom b\n', ['CP01'], []],
    ['the dialect', '-- sqlfluff:dialect:postgres\nSELECT `a`\nFROM b\n', [], ['PRS']],
    ['what is ignored', '-- sqlfluff:ignore:parsing\nSELECT a FROM b WHERE (;\n', ['PRS'], ['PRS']],
    ['noqa', '-- sqlfluff:disable_noqa:True\nSELECT a\nfrom b -- noqa\n', [], []],
    ['a templater', '-- sqlfluff:templater:jinja\nSELECT {{ a }}\nFROM b\n', ['PRS'], ['PRS']],
  ])(
    'for %s is a comment under Ignore, and counts under Honour if it is allowed',
    async (_name, text, ignored, honoured) => {
      const found = (inlineConfig: 'Ignore' | 'Honour') =>
        codes(text, engineProfileOf(inlineSettings({ ...profile, inlineConfig }, text).profile));
      expect(await found('Ignore')).toEqual(ignored);
      expect(await found('Honour')).toEqual(honoured);
    },
  );
});
