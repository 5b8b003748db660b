import { endOfLine } from './restOfLine.ts';

const isBlank = /^\s$/;

/**
 * Where the data behind the terminator of `COPY ... FROM STDIN;` ends: with a line of `\.`. It is `from` itself when other
 * text stands on the terminator's line, and -1 without that line: then the rest cannot be told apart.
 *
 * @param from the place behind the terminator
 */
export function copyDataEnd(text: string, from: number): number {
  let lineEnd = from;
  while (lineEnd < text.length && text.charAt(lineEnd) !== '\n') {
    if (!isBlank.test(text.charAt(lineEnd))) {
      return from;
    }
    lineEnd += 1;
  }
  for (let at = lineEnd; at >= 0; at = text.indexOf('\n\\.', at + 1)) {
    const end = text.startsWith('\n\\.', at) ? endOfLine(text, at + 1) : -1;
    if (end >= 0 && text.slice(at + 3, end).trim() === '') {
      return end;
    }
  }
  return -1;
}
