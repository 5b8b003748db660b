import type { Chunk } from './planChunks.ts';

const newline = 10;

/** Line and column from 1; columns in Unicode code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Maps positions in a chunk's text (prefix, owned text, suffix) to positions in the whole text.
 *
 * Returns undefined for a position in the prefix or the suffix. Without a suffix the place behind the last character
 * counts as owned, since SQLFluff reports some findings there.
 */
export function positionMapper(text: string, chunk: Chunk): (position: Position) => Position | undefined {
  const start = advance({ line: 1, column: 1 }, chunk.prefix, 0, chunk.prefix.length);
  const end = advance(start, text, chunk.start, chunk.end);
  return (position) => {
    if (isBefore(position, start) || (chunk.suffix !== '' && !isBefore(position, end))) {
      return undefined;
    }
    return {
      line: position.line - start.line + chunk.line,
      column: position.line === start.line ? position.column - start.column + chunk.column : position.column,
    };
  };
}

/** The position behind `text.slice(from, to)` when its first character is at `position`. */
export function advance(position: Position, text: string, from: number, to: number): Position {
  let { line, column } = position;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === newline) {
      line += 1;
      column = 1;
    } else if ((code & 0xfc00) !== 0xdc00 || !isHighSurrogate(text.charCodeAt(at - 1))) {
      column += 1;
    }
  }
  return { line, column };
}

function isHighSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xd800;
}

function isBefore(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}
