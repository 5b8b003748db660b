import { readSymbol } from './plainTokens.ts';
import { quoteEnd, tripleQuoteEnd } from './quoteEnds.ts';
import type { Reader, TokenCursor, TokenKind } from './tokenCursor.ts';
import { readWord } from './wordTokens.ts';

const singleQuote = 39;
const closingBracket = 93;

/** A letter that may begin `E'...'`. */
export const readLetterE: Reader = (lexer) => {
  const { text, start, traits } = lexer;
  if (traits.escapeStrings && text.charCodeAt(start + 1) === singleQuote) {
    return lexer.closed(quoteEnd(text, start + 1, true), 'quoted');
  }
  return readWord(lexer);
};

export const readSingleQuote: Reader = (lexer) => readQuote(lexer, "'''", lexer.traits.backslash.single);
export const readDoubleQuote: Reader = (lexer) => readQuote(lexer, '"""', lexer.traits.backslash.double);
export const readBackQuote: Reader = (lexer) => readQuote(lexer, '```', lexer.traits.backslash.back);

function readQuote(lexer: TokenCursor, triple: string, backslash: boolean): TokenKind {
  const { text, start, traits } = lexer;
  if (traits.tripleQuotes && triple !== '```' && text.startsWith(triple, start)) {
    return lexer.closed(tripleQuoteEnd(text, start), 'quoted');
  }
  return lexer.closed(quoteEnd(text, start, backslash), 'quoted');
}

/** `[`, or what the dialect quotes with it. */
export const readBracket: Reader = (lexer) => {
  const { text, start, traits } = lexer;
  if (traits.brackets === 'lua' && (text.charAt(start + 1) === '[' || text.charAt(start + 1) === '=')) {
    return readLua(lexer);
  }
  if (traits.brackets === 'name') {
    for (let at = start + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === closingBracket) {
        return lexer.closed(at + 1, 'quoted');
      }
      if (code === 91) {
        break;
      }
    }
  }
  return readSymbol(lexer);
};

/** Exasol: `[[...]]` holds no `[`, `[=[...]=]` runs up to the last `]=]` of the text. */
function readLua(lexer: TokenCursor): TokenKind {
  const { text, start } = lexer;
  if (text.charAt(start + 1) === '=') {
    const last = text.lastIndexOf('=]');
    return lexer.closed(last > start + 2 ? last + 2 : -1, 'quoted');
  }
  const close = text.indexOf(']]', start + 2);
  return lexer.closed(close < 0 ? -1 : close + 2, 'quoted');
}
