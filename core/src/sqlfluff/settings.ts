import type { Settings, SettingValue } from '../profile/types.ts';
import { type AllowedSetting, allowedPaths, allowedSettingAt, layoutKeys } from './allowedSettings.ts';
import catalogue from './catalogue.json' with { type: 'json' };
import { rules, suggest } from './catalogue.ts';
import { coerceSetting } from './coerceSetting.ts';
import { flattenSettings, type WrittenSetting } from './flattenSettings.ts';
import { refusalReasonOf } from './refusedSettings.ts';
import { shownValue } from './shownValue.ts';

/** A setting that is not taken. */
export interface SettingRefusal {
  /** As it was written, cut and escaped. */
  readonly path: string;
  /** As it was written, cut to 64 characters and escaped. */
  readonly value: string;
  /** A sentence that names the setting, the value and the remedy. */
  readonly message: string;
}

export interface CheckedSettings {
  /** By path, of the right types. `dialect`, `rules` and `exclude_rules` may be among them: see `withSettings`. */
  readonly settings: Settings;
  readonly refusals: readonly SettingRefusal[];
}

/** Settings taken, and refusals described, at most; each kind has one more that says so. */
export const mostSettings = 1000;
export const mostRefusals = 100;

/**
 * Checks settings of SQLFluff that come from a user against the list of allowed ones, by name and by type. What is
 * refused is left out and described; the others count.
 * @param input by path or in nested sections (see `flattenSettings`); values may be texts, as in SQLFluff's files
 */
export function checkSettings(input: Readonly<Record<string, unknown>>): CheckedSettings {
  const written = flattenSettings(input);
  const taken = new Map<string, SettingValue>();
  const refusals: SettingRefusal[] = [];
  for (const setting of written.slice(0, mostSettings)) {
    const checked = check(setting);
    if (typeof checked === 'object' && checked !== null) refusals.push(checked.refusal);
    else taken.set(setting.path, checked);
    if (refusals.length === mostRefusals) {
      refusals.push(tooMany(`after ${mostRefusals} refused settings the rest is not read`));
      return { settings: Object.fromEntries(taken), refusals };
    }
  }
  if (written.length > mostSettings)
    refusals.push(tooMany(`only the first ${mostSettings} of ${written.length} count`));
  return { settings: Object.fromEntries(taken), refusals };
}

function tooMany(what: string): SettingRefusal {
  return { path: '', value: '', message: `There are too many settings: ${what}. Remove those that are not needed.` };
}

function check(written: WrittenSetting): SettingValue | { readonly refusal: SettingRefusal } {
  const allowed = allowedSettingAt(written.path);
  if (allowed === undefined) return { refusal: refusalOf(written, whyUnknown(written.path)) };
  return checkValue(written, allowed);
}

function checkValue(
  written: WrittenSetting,
  allowed: AllowedSetting,
): SettingValue | { readonly refusal: SettingRefusal } {
  const coerced = coerceSetting(allowed, written.value);
  return coerced.ok ? coerced.value : { refusal: refusalOf(written, `${coerced.problem}.`) };
}

function refusalOf(written: WrittenSetting, rest: string): SettingRefusal {
  const path = shownValue(written.path);
  const value = shownValue(written.value);
  return { path, value, message: `The setting "${path}" with the value "${value}" ${rest}` };
}

const replacements: ReadonlyMap<string, string | null> = new Map(
  catalogue.renamedSettings.map(({ path, replacement }) => [path, replacement]),
);

function whyUnknown(path: string): string {
  const reason = refusalReasonOf(path);
  if (reason !== undefined) return `is refused, since ${reason}; remove it.`;
  const replacement = replacements.get(path);
  if (replacement === null) return 'is refused, since SQLFluff has it no more; remove it.';
  if (replacement !== undefined) return `is refused, since SQLFluff gave it another name; write "${replacement}".`;
  const suggestion = nearestPath(path);
  const hint =
    suggestion === undefined ? 'remove it, or see SQLFluff for its settings' : `did you mean "${suggestion}"?`;
  return `is refused, since it is no setting of SQLFluff; ${hint}${suggestion === undefined ? '.' : ''}`;
}

const sections = new Map<string, string[]>();
for (const path of allowedPaths) {
  const { section, key } = splitPath(path);
  sections.set(section, [...(sections.get(section) ?? []), key]);
}
const namesByCode: ReadonlyMap<string, string> = new Map(
  rules.flatMap(({ code, name, aliases }) => [code, ...aliases].map((reference) => [reference, name])),
);

/** The path that was probably meant: another key of its section, or the same key in a section like it. */
function nearestPath(path: string): string | undefined {
  const { section, key } = splitPath(path);
  const known = sections.get(section);
  if (known !== undefined) return joined(section, suggest(key, known)) ?? elsewhere(key);
  if (section.startsWith('layout:type:')) return joined(section, suggest(key, layoutKeys));
  const meant = sectionMeant(section);
  return meant === undefined ? elsewhere(key) : joined(meant, suggest(key, sections.get(meant) ?? []));
}

/** SQLFluff configures a rule under its name only. */
function sectionMeant(section: string): string | undefined {
  const name = section.startsWith('rules:') ? namesByCode.get(section.slice('rules:'.length)) : undefined;
  return name === undefined ? suggest(section, [...sections.keys()]) : `rules:${name}`;
}

/** Where the very key belongs, when that is one place only. */
function elsewhere(key: string): string | undefined {
  const places = [...sections].filter(([, keys]) => keys.includes(key)).map(([section]) => section);
  const [place, another] = places;
  return place === undefined || another !== undefined ? undefined : joined(place, key);
}

function joined(section: string, key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  return section === '' ? key : `${section}:${key}`;
}

function splitPath(path: string): { readonly section: string; readonly key: string } {
  const end = path.lastIndexOf(':');
  return { section: end === -1 ? '' : path.slice(0, end), key: path.slice(end + 1) };
}
