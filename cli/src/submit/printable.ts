/**
 * A text that a terminal shows as it is: names and messages come from the SQL's author, who could otherwise send
 * escape sequences to the terminal of whoever reads the list.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (letter) => {
    if (letter === '\n') return '\\n';
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Control characters (C0, DEL, C1), line separators, marks that reorder text, and the invisible byte order mark. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
