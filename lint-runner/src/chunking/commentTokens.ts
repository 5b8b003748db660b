import { readSymbol } from './plainTokens.ts';
import { nestedCommentEnd } from './quoteEnds.ts';
import type { Reader, TokenCursor, TokenKind } from './tokenCursor.ts';

const dash = 45;
const slash = 47;
const star = 42;
/** Lines of the Obevo tool, which SQLFluff lexes as comments. */
const obevo = /^\/\/\/\/\s{0,80}(?:CHANGE|BODY|METADATA)/;

/** `-`, or the line comment that `--` begins. */
export const readDash: Reader = (lexer) => {
  const { text, start, traits } = lexer;
  if (text.charCodeAt(start + 1) !== dash) {
    return readSymbol(lexer);
  }
  const behind = text.charAt(start + 2);
  if (traits.dashesNeedBlank && behind !== '' && behind.trim() !== '') {
    return readSymbol(lexer);
  }
  return lexer.untilLineEnd('lineComment');
};

/** `/`, or the comment that it begins. */
export const readSlash: Reader = (lexer) => {
  const { text, start, traits } = lexer;
  const behind = text.charCodeAt(start + 1);
  if (behind === star) {
    return readBlockComment(lexer);
  }
  if (behind === slash && traits.slashComments) {
    return lexer.untilLineEnd('lineComment');
  }
  if (behind === slash && obevo.test(text.slice(start, start + 100))) {
    return lexer.untilLineEnd('lineComment');
  }
  return readSymbol(lexer);
};

function readBlockComment(lexer: TokenCursor): TokenKind {
  const { text, start, traits } = lexer;
  if (traits.hints && text.charAt(start + 2) === '+') {
    lexer.end = start + 3;
    return 'symbol';
  }
  if (traits.nestedComments) {
    return lexer.closed(nestedCommentEnd(text, start), 'blockComment');
  }
  const close = text.indexOf('*/', start + 2);
  if (close < 0 && traits.openComments) {
    return lexer.closed(text.length, 'blockComment');
  }
  return lexer.closed(close < 0 ? -1 : close + 2, 'blockComment');
}
