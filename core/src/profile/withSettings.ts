import type { EffectiveProfile, Settings, SettingValue } from './types.ts';

/** The settings that are fields of a profile, and what they are called in SQLFluff's files. */
export const settingOfField = { dialect: 'dialect', rules: 'rules', excludeRules: 'exclude_rules' } as const;

/**
 * A profile with checked settings on top of its own. `dialect`, `rules` and `exclude_rules` replace its fields of that
 * name; an unset dialect leaves the profile's. Without settings it is the same object.
 */
export function withSettings(profile: EffectiveProfile, checked: Settings): EffectiveProfile {
  if (Object.keys(checked).length === 0) return profile;
  const { dialect, rules, exclude_rules: excludeRules, ...settings } = checked;
  return {
    ...profile,
    dialect: typeof dialect === 'string' ? dialect : profile.dialect,
    rules: rules === undefined ? profile.rules : wordsOf(rules),
    excludeRules: excludeRules === undefined ? profile.excludeRules : wordsOf(excludeRules),
    settings: { ...profile.settings, ...settings },
  };
}

function wordsOf(list: SettingValue): readonly string[] {
  return typeof list === 'string' && list !== '' ? list.split(',') : [];
}
