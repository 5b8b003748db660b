import { describe, expect, test } from '@jest/globals';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import { folderProfiles } from './folderProfiles.ts';
import type { FolderConfig } from './readConfigs.ts';

const top: FolderConfig = {
  folder: '',
  fileName: '.sqlfluff',
  settings: { dialect: 'ansi', max_line_length: 100, 'rules:allow_scalar': false },
};
const db: FolderConfig = {
  folder: 'db',
  fileName: 'db/.sqlfluff',
  settings: { max_line_length: 60, rules: 'LT01,CP01' },
};
const views: FolderConfig = {
  folder: 'db/views',
  fileName: 'db/views/.sqlfluff',
  settings: { dialect: 'postgres', exclude_rules: 'CP01' },
};
const configs = [views, top, db];
const profile = { ...defaultProfile, settings: { max_line_length: 80, 'indentation:tab_space_size': 2 } };

describe('the profile of a folder', () => {
  test.each<[string, string, object]>([
    ['at the top', '', { dialect: 'ansi', rules: [], settings: { max_line_length: 100 } }],
    ['without a file of its own', 'other/deep', { dialect: 'ansi', rules: [], settings: { max_line_length: 100 } }],
    ['with a file', 'db', { dialect: 'ansi', rules: ['LT01', 'CP01'], settings: { max_line_length: 60 } }],
    [
      'below folders with files',
      'db/views/2026',
      { dialect: 'postgres', rules: ['LT01', 'CP01'], excludeRules: ['CP01'], settings: { max_line_length: 60 } },
    ],
    ['whose name only begins alike', 'db2', { dialect: 'ansi', rules: [], settings: { max_line_length: 100 } }],
  ])('%s has the nearest settings first, and what only others say', (_name, folder, expected) => {
    const found = folderProfiles(profile, {}, configs)(folder);
    expect(found).toMatchObject(expected);
    expect(found.settings).toMatchObject({ 'rules:allow_scalar': false, 'indentation:tab_space_size': 2 });
  });

  test.each<[string, Partial<Pick<EffectiveProfile, 'dialect' | 'rules' | 'excludeRules'>>, object]>([
    ['a dialect', { dialect: 'mysql' }, { dialect: 'mysql', rules: ['LT01', 'CP01'], excludeRules: ['CP01'] }],
    ['rules', { rules: ['AL01'] }, { dialect: 'postgres', rules: ['AL01'], excludeRules: ['CP01'] }],
    ['excluded rules', { excludeRules: ['AL01'] }, { dialect: 'postgres', excludeRules: ['AL01'] }],
    ['an empty list of rules', { rules: [] }, { rules: ['LT01', 'CP01'] }],
  ])('keeps %s that the job names', (_name, spec, expected) => {
    const named = { ...profile, ...spec };
    expect(folderProfiles(named, spec, configs)('db/views')).toMatchObject(expected);
  });

  test('is one object for all folders below the same files, and the job’s own where there are none', () => {
    const profileOf = folderProfiles(profile, {}, [db, views]);
    expect(profileOf('db/a')).toBe(profileOf('db/b/c'));
    expect(profileOf('db/views')).toBe(profileOf('db/views/x'));
    expect(profileOf('db')).not.toBe(profileOf('db/views'));
    expect(profileOf('')).toBe(profile);
    expect(profileOf('other')).toBe(profile);
  });
});
