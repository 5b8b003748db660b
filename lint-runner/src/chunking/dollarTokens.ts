import { isAsciiWord, isDigit, wordCharacter } from './characterClasses.ts';
import { readSymbol, readUnlexable } from './plainTokens.ts';
import type { Reader, TokenCursor, TokenKind } from './tokenCursor.ts';
import { readWord } from './wordTokens.ts';

/** `$`: a dollar quote where there are any, else what the dialect takes the character for. */
export const readDollar: Reader = (lexer) => {
  const { text, start, traits } = lexer;
  const quoted = traits.dollarQuotes ? readDollarQuote(lexer) : undefined;
  if (quoted !== undefined) {
    return quoted;
  }
  switch (traits.dollar) {
    case 'word':
      return readWord(lexer);
    case 'literal':
      return readDollarLiteral(lexer);
    case 'namedLiteral':
      return isAsciiWord(text.charCodeAt(start + 1)) ? readDollarLiteral(lexer) : readUnlexable(lexer);
    case 'number':
      return isDigit(text.charCodeAt(start + 1)) ? readDollarLiteral(lexer) : readUnlexable(lexer);
    case 'symbol':
      return readSymbol(lexer);
    case 'unlexable':
      return readUnlexable(lexer);
  }
};

function readDollarQuote(lexer: TokenCursor): TokenKind | undefined {
  const { text, start } = lexer;
  let at = start + 1;
  while (isAsciiWord(text.charCodeAt(at)) || (text.charCodeAt(at) >= 128 && wordCharacter.test(text.charAt(at)))) {
    at += 1;
  }
  if (text.charAt(at) !== '$') {
    return undefined;
  }
  const end = lexer.dollarQuoteEnd(at + 1);
  if (end >= 0) {
    return lexer.closed(end, 'quoted');
  }
  return lexer.tooManyOpenTags ? lexer.closed(-1, 'rest') : undefined;
}

function readDollarLiteral(lexer: TokenCursor): TokenKind {
  const { text, start, traits } = lexer;
  const belongs = traits.dollar === 'number' ? isDigit : isAsciiWord;
  let at = start + 1;
  while (belongs(text.charCodeAt(at))) {
    at += 1;
  }
  lexer.end = at;
  return 'word';
}
