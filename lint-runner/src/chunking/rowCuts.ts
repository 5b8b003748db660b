import type { DialectTraits } from './dialectTraits.ts';
import { SqlLexer } from './sqlLexer.ts';
import type { Statement } from './statement.ts';

/** A place between two rows of values where a statement may be cut. */
export interface RowCut {
  readonly at: number;
  readonly atLineStart: boolean;
  /** What the piece behind the cut must begin with to be a statement. */
  readonly prefix: string;
  /** What the piece before the cut must end with to be one. */
  readonly suffix: string;
}

/** A first row that is longer is not repeated: a short one stands for it. */
const maxRepeatedChars = 1024;
const shortRow = '(0)';
/** A statement whose text before its rows is longer stays whole. */
const maxHeadChars = 16_384;

/** Finds the cuts between the rows of an `INSERT ... VALUES (...), (...)`; none for another statement. */
export function rowCuts(text: string, traits: DialectTraits, statement: Statement): Iterable<RowCut> {
  return statement.values < 0 ? [] : new RowReader(text, traits, statement).cuts();
}

/** What stands between two rows. */
interface Separator {
  readonly start: number;
  end: number;
  comma: number;
  /** Behind the first line end, and behind the first one that follows the comma. */
  line: number;
  lineBehindComma: number;
}

class RowReader {
  private readonly text: string;
  private readonly statement: Statement;
  private readonly lexer: SqlLexer;

  constructor(text: string, traits: DialectTraits, statement: Statement) {
    this.text = text;
    this.statement = statement;
    this.lexer = new SqlLexer(text, traits, statement.values);
  }

  *cuts(): Generator<RowCut> {
    if (!this.nextRow()) {
      return;
    }
    const { start } = this.lexer;
    if (start - this.statement.start > maxHeadChars || !this.endOfRow()) {
      return;
    }
    const row = this.lexer.end - start > maxRepeatedChars ? shortRow : this.text.slice(start, this.lexer.end);
    const head = this.text.slice(this.statement.start, start) + row;
    for (;;) {
      const separator = this.separator();
      if (separator === undefined) {
        return;
      }
      const cut = this.cutIn(separator, head, row);
      if (!this.endOfRow()) {
        return;
      }
      yield cut;
    }
  }

  /** Moves to the bracket that opens the first row. */
  private nextRow(): boolean {
    for (;;) {
      const kind = this.lexer.next();
      if (kind === 'symbol') {
        return this.text.charAt(this.lexer.start) === '(';
      }
      if (!isBetweenTokens(kind)) {
        return false;
      }
    }
  }

  /** Moves from the bracket that opens a row to the one that closes it. */
  private endOfRow(): boolean {
    let depth = 1;
    while (depth > 0) {
      const kind = this.lexer.next();
      if (kind === 'end' || kind === 'rest' || this.lexer.end > this.statement.end) {
        return false;
      }
      if (kind === 'symbol') {
        const character = this.text.charCodeAt(this.lexer.start);
        depth += character === 40 ? 1 : character === 41 ? -1 : 0;
      }
    }
    return true;
  }

  /** Moves to the bracket that opens the next row; undefined when no other row follows. */
  private separator(): Separator | undefined {
    const found: Separator = { start: this.lexer.end, end: -1, comma: -1, line: -1, lineBehindComma: -1 };
    while (found.end < 0) {
      const kind = this.lexer.next();
      if (kind === 'newline') {
        noteLine(found, this.lexer.end);
      } else if (kind === 'symbol') {
        if (!noteSymbol(found, this.text.charAt(this.lexer.start), this.lexer.start)) {
          return undefined;
        }
      } else if (!isBetweenTokens(kind)) {
        return undefined;
      }
    }
    return found;
  }

  private cutIn(separator: Separator, head: string, row: string): RowCut {
    const { start, end, comma } = separator;
    const line = separator.lineBehindComma >= 0 ? separator.lineBehindComma : separator.line;
    const at = line >= 0 ? line : comma;
    const before = this.text.slice(start, at);
    if (line < 0) {
      return { at, atLineStart: false, prefix: head + before, suffix: ';' };
    }
    const behind = this.text.slice(at, end);
    const lead = /^[ \t]{0,200}(?:,[ \t]{0,9})?$/.test(behind) ? behind : comma >= at ? ', ' : '';
    return { at, atLineStart: true, prefix: head + before, suffix: `${lead}${row};` };
  }
}

function noteLine(separator: Separator, end: number): void {
  if (separator.line < 0) {
    separator.line = end;
  }
  if (separator.comma >= 0 && separator.lineBehindComma < 0) {
    separator.lineBehindComma = end;
  }
}

/** Returns whether the symbol can stand between two rows. */
function noteSymbol(separator: Separator, character: string, at: number): boolean {
  if (character === ',' && separator.comma < 0) {
    separator.comma = at;
    return true;
  }
  separator.end = at;
  return character === '(' && separator.comma >= 0;
}

function isBetweenTokens(kind: string): boolean {
  return kind === 'blank' || kind === 'newline' || kind === 'lineComment' || kind === 'blockComment';
}
