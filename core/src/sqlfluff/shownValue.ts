/** UTF-16 units of a value that a message repeats. */
const longestValue = 64;

/** Control characters, line separators, marks that reorder text, and the invisible byte order mark. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu;

/** A value from outside as a message repeats it: in one line, at most 64 characters before escapes. */
export function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const cut = text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
  return cut.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
