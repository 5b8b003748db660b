import { isBlank } from './characterClasses.ts';
import type { Reader } from './tokenCursor.ts';

const newline = 10;

export const readBlank: Reader = (lexer) => {
  let at = lexer.start + 1;
  while (isBlank(lexer.text.charCodeAt(at))) {
    at += 1;
  }
  lexer.end = at;
  return 'blank';
};

export const readNewline: Reader = (lexer) => {
  lexer.end = lexer.start + 1;
  return 'newline';
};

export const readSymbol: Reader = (lexer) => {
  lexer.end = lexer.start + 1;
  return 'symbol';
};

/** As SQLFluff's lexer of last resort: up to the next space, tab or line end. */
export const readUnlexable: Reader = (lexer) => {
  const { text, limit } = lexer;
  let at = lexer.start + 1;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9 || code === newline) {
      break;
    }
    // The client sees its delimiter also here.
    if (lexer.traits.client !== 'none' && (code === 92 || (code === 59 && lexer.delimiter === ''))) {
      break;
    }
    at += 1;
  }
  return lexer.closed(at, 'unlexable');
};
