import type { DialectTraits } from './dialectTraits.ts';

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

/** Reads the token that begins at `start`: sets `end` and tells the kind. */
export type Reader = (lexer: TokenCursor) => TokenKind;

/**
 * How many dollar quotes without an end are looked for, each to the end of the text, before the text counts as one that
 * cannot be told apart.
 */
const maxOpenTags = 16;

/**
 * Where the lexer stands in its text: `start` and `end` are those of the last token, or of the one that is being read. It
 * also holds what a token's end may depend on beyond its own characters.
 */
export class TokenCursor {
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
