import { readDash, readSlash } from './commentTokens.ts';
import { readDollar } from './dollarTokens.ts';
import { readBlank, readNewline, readSymbol, readUnlexable } from './plainTokens.ts';
import { readBackQuote, readBracket, readDoubleQuote, readLetterE, readSingleQuote } from './quotedTokens.ts';
import { readAt, readBackslash, readHash } from './signTokens.ts';
import { type Reader, TokenCursor, type TokenKind } from './tokenCursor.ts';
import { readBeyondAscii, readDigits, readWord } from './wordTokens.ts';

/**
 * Cuts a text into the tokens that matter for finding statements: whatever hides a terminator is one token, the rest is
 * words and single symbols. One pass, no backtracking; `start` and `end` are those of the last token.
 */
export class SqlLexer extends TokenCursor {
  next(): TokenKind {
    this.start = this.end;
    if (this.start >= this.text.length) {
      return 'end';
    }
    const code = this.text.charCodeAt(this.start);
    return (code < 128 ? (readers[code] ?? readUnlexable) : readBeyondAscii)(this);
  }
}

/** What reads a token that begins with an ASCII character. */
const readers: readonly (Reader | undefined)[] = readerTable();

function readerTable(): (Reader | undefined)[] {
  const table = new Array<Reader | undefined>(128).fill(undefined);
  const set = (characters: string, reader: Reader) => {
    for (const character of characters) {
      table[character.charCodeAt(0)] = reader;
    }
  };
  set(' \t\v\f\r', readBlank);
  set('\n', readNewline);
  set('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_', readWord);
  set('eE', readLetterE);
  set('0123456789', readDigits);
  set('~!%&*()+=|:;<>,.?^]{}', readSymbol);
  set("'", readSingleQuote);
  set('"', readDoubleQuote);
  set('`', readBackQuote);
  set('-', readDash);
  set('#', readHash);
  set('/', readSlash);
  set('$', readDollar);
  set('@', readAt);
  set('\\', readBackslash);
  set('[', readBracket);
  return table;
}
