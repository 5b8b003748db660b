/** The text from a place to its line's end. */
export function restOfLine(text: string, from: number): string {
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? text.length : end);
}

/** Where the line of a place ends, in front of its line feed. */
export function endOfLine(text: string, from: number): number {
  return from + restOfLine(text, from).length;
}
