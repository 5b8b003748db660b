import type { SettingValue } from '../profile/types.ts';
import { type AllowedSetting, longestWord, mostCharacters, mostWords, segmentTypePattern } from './allowedSettings.ts';
import { dialects, isKnownDialect, resolveRuleReference, rules, suggest } from './catalogue.ts';
import { shownValue } from './shownValue.ts';

/** A value of the right type, or what is wrong with it, as the end of a sentence that began with the value. */
export type Coerced =
  | { readonly ok: true; readonly value: SettingValue }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a value as SQLFluff reads its files: `"True"` is true, `"4"` is 4, `"None"` is null, in any case. A list may also
 * be an array of texts.
 */
export function coerceSetting(setting: AllowedSetting, value: unknown): Coerced {
  if (value === null || (typeof value === 'string' && value.trim().toLowerCase() === 'none')) {
    return setting.nullable ? good(null) : bad('must not be None');
  }
  switch (setting.type) {
    case 'boolean':
      return booleanOf(value);
    case 'integer':
      return integerOf(value, setting);
    case 'choice':
      return choiceOf(value, setting.values);
    case 'words':
      return wordsOf(value, () => undefined);
    case 'rules':
      return wordsOf(value, ruleProblem);
    case 'dialect':
      return dialectOf(value);
    case 'characters':
      return charactersOf(value);
    case 'segmentType':
      return segmentTypeOf(value);
  }
}

function good(value: SettingValue): Coerced {
  return { ok: true, value };
}

function bad(problem: string): Coerced {
  return { ok: false, problem };
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function booleanOf(value: unknown): Coerced {
  const found = booleans.get(String(value).trim().toLowerCase());
  return found === undefined ? bad('must be True or False') : good(found);
}

function integerOf(
  value: unknown,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): Coerced {
  const written = typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value.trim());
  const number = written ? Number(value) : value;
  const fits = typeof number === 'number' && Number.isInteger(number) && number >= minimum && number <= maximum;
  return fits ? good(number) : bad(`must be a whole number from ${minimum} to ${maximum}`);
}

function choiceOf(value: unknown, values: readonly string[]): Coerced {
  if (typeof value === 'string' && values.includes(value)) return good(value);
  return bad(`must be one of ${values.join(', ')}${meant(value, values)}`);
}

function meant(value: unknown, values: readonly string[]): string {
  const suggestion = typeof value === 'string' ? suggest(value, values) : undefined;
  return suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
}

function wordsOf(value: unknown, problemOf: (word: string) => string | undefined): Coerced {
  const texts = Array.isArray(value) ? value : [value];
  if (!texts.every(isWritten)) return bad('must be words, separated by commas');
  const words = texts.flatMap((text) => String(text).split(',')).map((word) => word.trim());
  const written = words.filter((word) => word !== '');
  if (written.length > mostWords) return bad(`must have at most ${mostWords} words`);
  if (written.some((word) => word.length > longestWord)) return bad(`must have no word over ${longestWord} characters`);
  for (const word of written) {
    const problem = problemOf(word);
    if (problem !== undefined) return bad(problem);
  }
  return good(written.join(','));
}

/** SQLFluff would take `true` and `4` for other types, and then fail on them: in a list they are words. */
function isWritten(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function ruleProblem(reference: string): string | undefined {
  if (resolveRuleReference(reference).length > 0) return undefined;
  const known = rules.flatMap((rule) => [rule.code, rule.name]);
  return `must name rules, and no rule matches "${shownValue(reference)}"${meant(reference, known)}; use codes such as LT01, names such as layout.spacing, or groups such as layout`;
}

function dialectOf(value: unknown): Coerced {
  if (typeof value === 'string' && isKnownDialect(value)) return good(value);
  return choiceOf(
    value,
    dialects.map(({ label }) => label),
  );
}

function charactersOf(value: unknown): Coerced {
  const text = isWritten(value) ? String(value) : '';
  const fits = isWritten(value) && text.length <= mostCharacters;
  return fits ? good(text) : bad(`must be at most ${mostCharacters} characters, written one after the other`);
}

function segmentTypeOf(value: unknown): Coerced {
  if (typeof value === 'string' && segmentTypePattern.test(value)) return good(value);
  return bad('must be a type of segment, such as select_clause');
}
