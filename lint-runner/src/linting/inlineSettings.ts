import type { EffectiveProfile } from '@sqllint/core/profile/types';
import { withSettings } from '@sqllint/core/profile/withSettings';
import { checkSettings, mostSettings } from '@sqllint/core/sqlfluff/settings';

/** A file's profile with what its own lines say, and what of that does not count. */
export interface InlineProfile {
  readonly profile: EffectiveProfile;
  /** Sentences. */
  readonly refusals: readonly string[];
}

/** Where SQLFluff begins a new line (Python's `str.splitlines`). */
const lineBreak = '\\n\\v\\f\\r\\x1c-\\x1e\\x85\\u2028\\u2029';
const configLine = new RegExp(`(?<=^|[${lineBreak}])-- ?sqlfluff[^${lineBreak}]*`, 'g');

/** UTF-16 units; what is beyond is cut off, so that a hostile line is cheap to take apart. */
const longestLine = 16 * 1024;

/**
 * The profile under which one file is analysed. `inlineConfig: Ignore` leaves the profile as it is, the same object.
 * Under `Honour` the lines that begin with `-- sqlfluff` or `--sqlfluff` count as SQLFluff reads them, also before what
 * the job names, yet only as far as settings from users are allowed at all.
 */
export function inlineSettings(profile: EffectiveProfile, text: string): InlineProfile {
  if (profile.inlineConfig === 'Ignore') return { profile, refusals: [] };
  const written = new Map<string, string>();
  for (const [line] of text.matchAll(configLine)) {
    if (written.size > mostSettings) break;
    const setting = settingOf(line.slice(0, longestLine));
    if (setting !== undefined) written.set(setting.path, setting.value);
  }
  const { settings, refusals } = checkSettings(Object.fromEntries(written));
  return { profile: withSettings(profile, settings), refusals: refusals.map(({ message }) => message) };
}

/** `-- sqlfluff:rules:capitalisation.keywords:capitalisation_policy:upper`; undefined for another comment. */
function settingOf(line: string): { readonly path: string; readonly value: string } | undefined {
  const setting = line.slice(2).trim();
  if (!setting.startsWith('sqlfluff:')) return undefined;
  return splitAtColons(setting.slice('sqlfluff:'.length).trim());
}

/** Names before the last colon, the value after it; yet a colon inside `C:\\...`, `[...]` or `{...}` belongs to a value. */
function splitAtColons(text: string): { readonly path: string; readonly value: string } | undefined {
  const names: string[] = [];
  let rest = text;
  for (let colon = rest.indexOf(':'); colon !== -1; colon = rest.indexOf(':')) {
    names.push(rest.slice(0, colon).trim());
    rest = rest.slice(colon + 1).trim();
    if (isWholeValue(rest)) break;
  }
  return names.length === 0 ? undefined : { path: names.join(':'), value: rest };
}

function isWholeValue(text: string): boolean {
  if (text.startsWith('[')) return text.endsWith(']');
  if (text.startsWith('{')) return text.endsWith('}');
  return text.startsWith(':\\', 1);
}
