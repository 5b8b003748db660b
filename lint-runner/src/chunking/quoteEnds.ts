const backslashCode = 92;
const star = 42;
const slash = 47;

/**
 * Where the quote that opens at `start` ends, behind its closing character; -1 when it is never closed. A doubled quote
 * stands for one, and with `backslash` so does a quote behind a backslash.
 */
export function quoteEnd(text: string, start: number, backslash: boolean): number {
  const quote = text.charCodeAt(start);
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === backslashCode && backslash) {
      at += 2;
    } else if (code !== quote) {
      at += 1;
    } else if (text.charCodeAt(at + 1) === quote) {
      at += 2;
    } else {
      return at + 1;
    }
  }
  return -1;
}

/** As `quoteEnd`, for three quotes that are closed by three. */
export function tripleQuoteEnd(text: string, start: number): number {
  const triple = text.slice(start, start + 3);
  let at = start + 3;
  while (at < text.length) {
    if (text.charCodeAt(at) === backslashCode) {
      at += 2;
    } else if (text.startsWith(triple, at)) {
      return at + 3;
    } else {
      at += 1;
    }
  }
  return -1;
}

/** Where the block comment that opens at `start` ends, when comments nest; -1 when it is never closed. */
export function nestedCommentEnd(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const behind = text.charCodeAt(at + 1);
    if (code === slash) {
      depth += behind === star ? 1 : 0;
      at += 2;
    } else if (code === star && behind === slash) {
      depth -= 1;
      at += 2;
      if (depth === 0) {
        return at;
      }
    } else {
      at += 1;
    }
  }
  return -1;
}
