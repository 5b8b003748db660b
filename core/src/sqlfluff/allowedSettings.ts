import catalogue from './catalogue.json' with { type: 'json' };
import { refusalReasonOf } from './refusedSettings.ts';

/** What a setting may be. Only a nullable one may be unset, which SQLFluff's files spell `None`. */
export type AllowedSetting = { readonly nullable: boolean } & (
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'choice'; readonly values: readonly string[] }
  /** Separated by commas. */
  | { readonly type: 'words' }
  /** As `words`, and each must stand for a rule. */
  | { readonly type: 'rules' }
  | { readonly type: 'dialect' }
  /** Single characters, written one after the other. */
  | { readonly type: 'characters' }
  /** The name of a type of segment. */
  | { readonly type: 'segmentType' }
);

/** At most so many words in a list, each of at most so many UTF-16 units. */
export const mostWords = 500;
export const longestWord = 128;
/** UTF-16 units. */
export const mostCharacters = 64;

export const segmentTypePattern = /^[a-z_]{1,64}$/;

const spacing = ['touch', 'single', 'any', 'touch:inline', 'single:inline', 'any:inline'];
const positions = ['leading', 'trailing', 'alone'].flatMap((position) => [
  position,
  `${position}:strict`,
  `${position}:attached`,
  `${position}:attached:strict`,
]);

/** By the key below `layout:type:SEGMENT:`; values as SQLFluff's reflow module reads them (respace and rebreak). */
const layoutSettings: ReadonlyMap<string, AllowedSetting> = new Map<string, AllowedSetting>([
  ['spacing_before', { nullable: true, type: 'choice', values: [...spacing, 'align'] }],
  ['spacing_after', { nullable: true, type: 'choice', values: [...spacing, 'align'] }],
  ['spacing_within', { nullable: true, type: 'choice', values: spacing }],
  ['line_position', { nullable: true, type: 'choice', values: positions }],
  ['keyword_line_position', { nullable: true, type: 'choice', values: positions }],
  ['keyword_line_position_exclusions', { nullable: true, type: 'words' }],
  ['align_within', { nullable: true, type: 'segmentType' }],
  ['align_scope', { nullable: true, type: 'segmentType' }],
  ['alignment_coordinate_space', { nullable: true, type: 'choice', values: ['source', 'templated'] }],
]);

export const layoutKeys: readonly string[] = [...layoutSettings.keys()];

/** What the catalogue cannot know: SQLFluff has no list of their values, or no bound. */
const byHand: ReadonlyMap<string, AllowedSetting> = new Map<string, AllowedSetting>([
  ['dialect', { nullable: true, type: 'dialect' }],
  ['rules', { nullable: true, type: 'rules' }],
  ['exclude_rules', { nullable: true, type: 'rules' }],
  // Zero and less switch the check off.
  ['max_line_length', { nullable: false, type: 'integer', minimum: -1, maximum: 100_000 }],
  ['indentation:tab_space_size', { nullable: false, type: 'integer', minimum: 1, maximum: 64 }],
  ['indentation:indent_unit', { nullable: false, type: 'choice', values: ['space', 'tab'] }],
  ['indentation:trailing_comments', { nullable: false, type: 'choice', values: ['before', 'after'] }],
  ['indentation:skip_indentation_in', { nullable: false, type: 'words' }],
  ['indentation:skip_implicit_indents_in', { nullable: false, type: 'words' }],
]);

/** By the last part of a path below `rules:`. */
const ruleTexts: ReadonlyMap<string, 'words' | 'characters'> = new Map([
  ['ignore_words', 'words'],
  ['blocked_words', 'words'],
  ['additional_allowed_characters', 'characters'],
]);

interface CatalogueSetting {
  readonly path: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly values?: readonly string[];
}

const installed: readonly CatalogueSetting[] = catalogue.settings;

/** By path; those of the layout are found by `allowedSettingAt`. */
const allowed: ReadonlyMap<string, AllowedSetting> = new Map(
  installed.flatMap((setting): [string, AllowedSetting][] => {
    const known = byHand.get(setting.path) ?? ofCatalogue(setting);
    return known === undefined ? [] : [[setting.path, known]];
  }),
);

function ofCatalogue(setting: CatalogueSetting): AllowedSetting | undefined {
  const { path, type, nullable, minimum, maximum, values } = setting;
  if (!/^(rules|indentation):/.test(path) || refusalReasonOf(path) !== undefined) return undefined;
  if (values !== undefined) return { nullable, type: 'choice', values };
  if (type === 'boolean') return { nullable, type: 'boolean' };
  if (minimum !== undefined && maximum !== undefined) return { nullable, type: 'integer', minimum, maximum };
  const text = ruleTexts.get(path.slice(path.lastIndexOf(':') + 1));
  return text === undefined ? undefined : { nullable, type: text };
}

/** The paths of all allowed settings but those of the layout. */
export const allowedPaths: readonly string[] = [...allowed.keys()];

/** What a setting may be; undefined when it is not allowed or not known. */
export function allowedSettingAt(path: string): AllowedSetting | undefined {
  return allowed.get(path) ?? layoutSettingAt(path);
}

function layoutSettingAt(path: string): AllowedSetting | undefined {
  const [layout, type, segment, key, ...more] = path.split(':');
  if (layout !== 'layout' || type !== 'type' || segment === undefined || key === undefined) return undefined;
  return more.length === 0 && segmentTypePattern.test(segment) ? layoutSettings.get(key) : undefined;
}
