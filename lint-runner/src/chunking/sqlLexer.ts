import type { DialectTraits } from './dialectTraits.ts';
import { nestedCommentEnd, quoteEnd, tripleQuoteEnd } from './quoteEnds.ts';
import { sqlplusLineEnd } from './sqlplusLines.ts';

/**
 * `quoted` is a string, a quoted name or a dollar-quoted text; `unlexable` runs up to the next blank, as in SQLFluff;
 * `rest` is what begins with a quote or comment that is never closed: the text from there on cannot be told apart.
 */
export type TokenKind =
  | 'blank'
  | 'newline'
  | 'lineComment'
  | 'blockComment'
  | 'quoted'
  | 'word'
  | 'symbol'
  | 'unlexable'
  | 'rest'
  | 'end';

const newline = 10;
const singleQuote = 39;
const dash = 45;
const slash = 47;
const star = 42;
const closingBracket = 93;

type Reader = (lexer: SqlLexer) => TokenKind;

/**
 * How many dollar quotes without an end are looked for, each to the end of the text, before the text counts as one that
 * cannot be told apart.
 */
const maxOpenTags = 16;

/**
 * Cuts a text into the tokens that matter for finding statements: whatever hides a terminator is one token, the rest is
 * words and single symbols. One pass, no backtracking; `start` and `end` are those of the last token.
 */
export class SqlLexer {
  readonly text: string;
  readonly traits: DialectTraits;
  start = 0;
  end = 0;
  /** Up to here no SQL*Plus command but PROMPT is looked for: what stands here keeps it from reaching its line's end. */
  noCommandUntil = 0;
  private readonly openTags = new Set<string>();
  private currentDelimiter = '';
  /** Where the delimiter was last found: its first place behind `start` as long as it is behind that. */
  private delimiterAt = -1;

  constructor(text: string, traits: DialectTraits, at = 0) {
    this.text = text;
    this.traits = traits;
    this.end = at;
  }

  next(): TokenKind {
    this.start = this.end;
    if (this.start >= this.text.length) {
      return 'end';
    }
    const code = this.text.charCodeAt(this.start);
    return (code < 128 ? (readers[code] ?? readUnlexable) : readBeyondAscii)(this);
  }

  /** Ends the token at `end`, or tells that it has no end. */
  closed(end: number, kind: TokenKind): TokenKind {
    if (end < 0) {
      this.end = this.text.length;
      return 'rest';
    }
    this.end = end;
    return kind;
  }

  /** Ends the token with its line. */
  untilLineEnd(kind: TokenKind): TokenKind {
    const end = this.text.indexOf('\n', this.start);
    this.end = end < 0 ? this.text.length : end;
    return kind;
  }

  /** The client's delimiter, '' when it is `;`. No word may run across another one. */
  get delimiter(): string {
    return this.currentDelimiter;
  }

  useDelimiter(delimiter: string): void {
    this.currentDelimiter = delimiter;
    this.delimiterAt = -1;
  }

  /** Where a word that begins at `start` ends at the latest: where the client's delimiter begins, or with the text. */
  get limit(): number {
    if (this.currentDelimiter === '') {
      return this.text.length;
    }
    if (this.delimiterAt <= this.start) {
      const at = this.text.indexOf(this.currentDelimiter, this.start + 1);
      this.delimiterAt = at < 0 ? this.text.length : at;
    }
    return this.delimiterAt;
  }

  /** The end of `$tag$...$tag$`, or -1 when there is none; a tag that was once not found is not looked for again. */
  dollarQuoteEnd(openEnd: number): number {
    const tag = this.text.slice(this.start, openEnd);
    if (this.openTags.has(tag)) {
      return -1;
    }
    const close = this.text.indexOf(tag, openEnd);
    if (close < 0) {
      this.openTags.add(tag);
      return -1;
    }
    return close + tag.length;
  }

  get tooManyOpenTags(): boolean {
    return this.openTags.size > maxOpenTags;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 11 || code === 12 || code === 13;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isAsciiWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

const unicodeBlank = /^[^\S\r\n]$/u;
const letter = /^\p{L}$/u;
const letterOrNumber = /^[\p{L}\p{N}]$/u;
const wordCharacter = /^[\p{L}\p{M}\p{N}\p{Pc}]$/u;

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function wordEnd(lexer: SqlLexer, from: number): number {
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

const readBlank: Reader = (lexer) => {
  let at = lexer.start + 1;
  while (isBlank(lexer.text.charCodeAt(at))) {
    at += 1;
  }
  lexer.end = at;
  return 'blank';
};

const readNewline: Reader = (lexer) => {
  lexer.end = lexer.start + 1;
  return 'newline';
};

const readSymbol: Reader = (lexer) => {
  lexer.end = lexer.start + 1;
  return 'symbol';
};

/** As SQLFluff's lexer of last resort: up to the next space, tab or line end. */
const readUnlexable: Reader = (lexer) => {
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

const readWord: Reader = (lexer) => {
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

/** A letter that may begin `E'...'`. */
const readLetterE: Reader = (lexer) => {
  const { text, start, traits } = lexer;
  if (traits.escapeStrings && text.charCodeAt(start + 1) === singleQuote) {
    return lexer.closed(quoteEnd(text, start + 1, true), 'quoted');
  }
  return readWord(lexer);
};

const readDigits: Reader = (lexer) => {
  const { text, traits, start } = lexer;
  if (traits.digitWords) {
    return readWord(lexer);
  }
  let at = start + 1;
  while (isDigit(text.charCodeAt(at))) {
    at += 1;
  }
  const next = text.charCodeAt(at) | 32;
  const afterSign = text.charCodeAt(at + 1) === 43 || text.charCodeAt(at + 1) === dash ? at + 2 : at + 1;
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

const readBeyondAscii: Reader = (lexer) => {
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

const readSingleQuote: Reader = (lexer) => readQuote(lexer, "'''", lexer.traits.backslash.single);
const readDoubleQuote: Reader = (lexer) => readQuote(lexer, '"""', lexer.traits.backslash.double);
const readBackQuote: Reader = (lexer) => readQuote(lexer, '```', lexer.traits.backslash.back);

function readQuote(lexer: SqlLexer, triple: string, backslash: boolean): TokenKind {
  const { text, start, traits } = lexer;
  if (traits.tripleQuotes && triple !== '```' && text.startsWith(triple, start)) {
    return lexer.closed(tripleQuoteEnd(text, start), 'quoted');
  }
  return lexer.closed(quoteEnd(text, start, backslash), 'quoted');
}

const readDash: Reader = (lexer) => {
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

const readHash: Reader = (lexer) => {
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
function readHashOperator(lexer: SqlLexer): TokenKind {
  const { text, start, traits } = lexer;
  const isOperator = traits.nestedComments && (text.startsWith('#>', start) || text.startsWith('#-', start));
  return isOperator ? readSymbol(lexer) : readUnlexable(lexer);
}

const obevo = /^\/\/\/\/\s{0,80}(?:CHANGE|BODY|METADATA)/;

const readSlash: Reader = (lexer) => {
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

function readBlockComment(lexer: SqlLexer): TokenKind {
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

const readDollar: Reader = (lexer) => {
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

function readDollarQuote(lexer: SqlLexer): TokenKind | undefined {
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

function readDollarLiteral(lexer: SqlLexer): TokenKind {
  const { text, start, traits } = lexer;
  const belongs = traits.dollar === 'number' ? isDigit : isAsciiWord;
  let at = start + 1;
  while (belongs(text.charCodeAt(at))) {
    at += 1;
  }
  lexer.end = at;
  return 'word';
}

const readAt: Reader = (lexer) => {
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

function readPath(lexer: SqlLexer): TokenKind {
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

const readBackslash: Reader = (lexer) => {
  switch (lexer.traits.backslashCommand) {
    case 'psql':
      return lexer.untilLineEnd('lineComment');
    case 'client':
      return 'dgG.'.includes(lexer.text.charAt(lexer.start + 1)) ? readSymbol(lexer) : readUnlexable(lexer);
    case 'unlexable':
      return readUnlexable(lexer);
  }
};

const readBracket: Reader = (lexer) => {
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
function readLua(lexer: SqlLexer): TokenKind {
  const { text, start } = lexer;
  if (text.charAt(start + 1) === '=') {
    const last = text.lastIndexOf('=]');
    return lexer.closed(last > start + 2 ? last + 2 : -1, 'quoted');
  }
  const close = text.indexOf(']]', start + 2);
  return lexer.closed(close < 0 ? -1 : close + 2, 'quoted');
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
