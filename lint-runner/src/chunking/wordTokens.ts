import {
  characterAt,
  isAsciiWord,
  isDigit,
  letter,
  letterOrNumber,
  unicodeBlank,
  wordCharacter,
} from './characterClasses.ts';
import { readUnlexable } from './plainTokens.ts';
import { sqlplusLineEnd } from './sqlplusLines.ts';
import type { Reader, TokenCursor } from './tokenCursor.ts';

const plus = 43;
const dash = 45;

/** A word, or the SQL*Plus command that begins with it. */
export const readWord: Reader = (lexer) => {
  const { text, start } = lexer;
  const code = text.charCodeAt(start);
  if (code === 95 && lexer.traits.sqlplus) {
    return readUnlexable(lexer);
  }
  if (lexer.traits.sqlplus && (code === 80 || start >= lexer.noCommandUntil)) {
    const end = sqlplusLineEnd(text, start);
    if (end >= 0) {
      return lexer.closed(end, 'lineComment');
    }
    lexer.noCommandUntil = Math.max(lexer.noCommandUntil, -end - 1);
  }
  return lexer.closed(wordEnd(lexer, start + 1), 'word');
};

/** A number; also a word where words may begin with a digit. */
export const readDigits: Reader = (lexer) => {
  const { text, traits, start } = lexer;
  if (traits.digitWords) {
    return readWord(lexer);
  }
  let at = start + 1;
  while (isDigit(text.charCodeAt(at))) {
    at += 1;
  }
  const next = text.charCodeAt(at) | 32;
  const afterSign = text.charCodeAt(at + 1) === plus || text.charCodeAt(at + 1) === dash ? at + 2 : at + 1;
  if (next === 101 && isDigit(text.charCodeAt(afterSign))) {
    at = afterSign + 1;
    while (isDigit(text.charCodeAt(at))) {
      at += 1;
    }
  }
  // A number that runs into a word is neither to SQLFluff's lexer.
  if (at < text.length && wordCharacter.test(characterAt(text, at))) {
    return readUnlexable(lexer);
  }
  lexer.end = at;
  return 'word';
};

/** What begins beyond ASCII: a blank, a word where words may hold such letters, or nothing that can be lexed. */
export const readBeyondAscii: Reader = (lexer) => {
  const character = characterAt(lexer.text, lexer.start);
  if (unicodeBlank.test(character)) {
    lexer.end = lexer.start + character.length;
    return 'blank';
  }
  if (lexer.traits.unicodeWords && letter.test(character)) {
    return lexer.closed(wordEnd(lexer, lexer.start + character.length), 'word');
  }
  return readUnlexable(lexer);
};

function wordEnd(lexer: TokenCursor, from: number): number {
  const { text, traits, limit } = lexer;
  let at = from;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (isAsciiWord(code)) {
      at += 1;
    } else if (code >= 128 && traits.unicodeWords && letterOrNumber.test(characterAt(text, at))) {
      at += characterAt(text, at).length;
    } else if (code < 128 && traits.inWord.includes(text.charAt(at))) {
      at += 1;
    } else {
      return at;
    }
  }
  return at;
}
