import { isAsciiWord } from './characterClasses.ts';
import { readSymbol, readUnlexable } from './plainTokens.ts';
import type { Reader, TokenCursor, TokenKind } from './tokenCursor.ts';
import { readWord } from './wordTokens.ts';

/** `#`, as the trait `hash` has it. */
export const readHash: Reader = (lexer) => {
  switch (lexer.traits.hash) {
    case 'comment':
      return lexer.untilLineEnd('lineComment');
    case 'word':
      return readWord(lexer);
    case 'prefix':
      return isAsciiWord(lexer.text.charCodeAt(lexer.start + 1)) ? readWord(lexer) : readHashOperator(lexer);
    case 'symbol':
      return readSymbol(lexer);
    case 'unlexable':
      return readHashOperator(lexer);
  }
};

/** Postgres has JSON operators that begin with it. */
function readHashOperator(lexer: TokenCursor): TokenKind {
  const { text, start, traits } = lexer;
  const isOperator = traits.nestedComments && (text.startsWith('#>', start) || text.startsWith('#-', start));
  return isOperator ? readSymbol(lexer) : readUnlexable(lexer);
}

/** `@`, as the trait `at` has it. */
export const readAt: Reader = (lexer) => {
  const behind = lexer.text.charCodeAt(lexer.start + 1);
  switch (lexer.traits.at) {
    case 'symbol':
      return readSymbol(lexer);
    case 'name':
      return isAsciiWord(behind) || behind === 64 ? readSymbol(lexer) : readUnlexable(lexer);
    case 'word':
      return readWord(lexer);
    case 'path':
      return readPath(lexer);
    case 'unlexable':
      return readUnlexable(lexer);
  }
};

function readPath(lexer: TokenCursor): TokenKind {
  let at = lexer.start + 1;
  while (at < lexer.text.length && !/[\s;)]/.test(lexer.text.charAt(at))) {
    at += 1;
  }
  if (at === lexer.start + 1) {
    return readUnlexable(lexer);
  }
  lexer.end = at;
  return 'word';
}

/** `\`, as the trait `backslashCommand` has it. */
export const readBackslash: Reader = (lexer) => {
  switch (lexer.traits.backslashCommand) {
    case 'psql':
      return lexer.untilLineEnd('lineComment');
    case 'client':
      return 'dgG.'.includes(lexer.text.charAt(lexer.start + 1)) ? readSymbol(lexer) : readUnlexable(lexer);
    case 'unlexable':
      return readUnlexable(lexer);
  }
};
