import { BlockWatch } from './blockWatch.ts';
import type { DialectTraits } from './dialectTraits.ts';
import { NoqaRanges } from './noqaRanges.ts';
import { SqlLexer } from './sqlLexer.ts';
import type { Cut, Statement } from './statement.ts';
import type { TokenKind } from './tokenCursor.ts';

/** A longer context is not repeated before chunks: such a text is not cut any more. */
const maxContextChars = 4096;

/** A statement never begins with these: a terminator in front of them stands inside of one. */
const continuations = new Set(['ELSE', 'ELSEIF', 'ELSIF', 'END', 'EXCEPTION', 'UNTIL', 'WHEN', 'CATCH']);

/** Stands for a batch separator where a statement's first word is asked for. */
export const separator = '\n';
/** Stands for a terminator there: of a statement that is empty. */
export const terminator = ';';

interface Ended {
  readonly start: number;
  readonly end: number;
  readonly values: number;
  readonly context: string;
  /** What the next word must be to prove that the statement ended; undefined when that is sure. */
  readonly proof: ReadonlySet<string> | undefined;
  /** Where the text may be cut so far, and with what. */
  cut: Cut;
  /** `line`: still on the terminator's line; `blank`: only blank lines since; `frozen`: a comment stands behind them. */
  search: 'line' | 'blank' | 'frozen';
}

/** What a scanner knows of the statement that is open, of the one that ended last, and of what is in force between them. */
export class StatementState {
  readonly text: string;
  readonly traits: DialectTraits;
  readonly lexer: SqlLexer;
  private readonly noqa = new NoqaRanges();
  readonly watch: BlockWatch;
  ended: Ended | undefined;
  /** The statement that the last token decided on, until it is handed out. */
  settled: Statement | undefined;
  /** Where the open statement begins, -1 when none is open. */
  start = -1;
  private startContext = '';
  brackets = 0;
  values = -1;
  private partable = true;
  copiesData = false;
  atLineStart = true;
  private delimiterLine = '';
  /** Once false, the rest of the text is not scanned any more. */
  cuttable = true;

  constructor(text: string, traits: DialectTraits) {
    this.text = text;
    this.traits = traits;
    this.lexer = new SqlLexer(text, traits);
    this.watch = new BlockWatch(traits);
  }

  takeNewline(): void {
    this.atLineStart = true;
    const { ended } = this;
    if (ended !== undefined && ended.search !== 'frozen') {
      ended.search = 'blank';
      ended.cut = { at: this.lexer.end, atLineStart: true, context: this.context() };
    }
  }

  takeComment(kind: TokenKind): void {
    const { start, end } = this.lexer;
    if (this.ended?.search === 'blank') {
      this.ended.search = 'frozen';
    }
    if (kind === 'blockComment' && this.traits.client === 'mariadb') {
      this.atLineStart = false;
    }
    const reading = this.noqa.read(this.text.slice(start, end), maxContextChars - this.delimiterLine.length);
    if (reading !== 'nothing') {
      this.partable = this.start < 0;
      this.cuttable = reading !== 'tooLong';
    }
  }

  /** Notes that code stands here; `word` is its first word in capitals, if it is one. */
  takeCode(word: string): void {
    this.settle(word);
    this.open();
    this.atLineStart = false;
  }

  /** Begins a statement at the current token, unless one is open. */
  open(): void {
    if (this.start < 0) {
      this.start = this.lexer.start;
      this.startContext = this.context();
    }
  }

  /** Ends the open statement at `end`, and the current token with it; for `proof` see `Ended`. */
  endStatement(end: number, proof?: ReadonlySet<string>): void {
    this.lexer.end = end;
    this.ended = {
      start: this.start,
      end,
      values: this.partable ? this.values : -1,
      context: this.startContext,
      proof,
      cut: { at: end, atLineStart: false, context: this.context() },
      search: 'line',
    };
    if (proof === undefined) {
      this.forget();
    }
  }

  private forget(): void {
    this.start = -1;
    this.values = -1;
    this.brackets = 0;
    this.partable = true;
    this.copiesData = false;
    this.watch.reset();
  }

  /** Decides on the statement that ended, now that the next code is known ('' at the end of the text or no word). */
  settle(word: string): void {
    const { ended } = this;
    if (ended === undefined) {
      return;
    }
    this.ended = undefined;
    if (ended.proof !== undefined) {
      if (!ended.proof.has(word) || ended.search === 'line') {
        return;
      }
      this.forget();
    }
    const { start, end, values, context, cut } = ended;
    this.settled = { start, end, values, context, cut: this.isContinued(word) ? undefined : cut };
  }

  /**
   * A cut before a batch separator would make an empty batch of its own, and one before a bare terminator a chunk that
   * begins with an empty statement: some dialects of SQLFluff do not parse it, and ST12 counts it with the terminators
   * before it.
   */
  private isContinued(word: string): boolean {
    return continuations.has(word) || this.lexer.start >= this.text.length || word === separator || word === terminator;
  }

  private context(): string {
    return this.noqa.lines + this.delimiterLine;
  }

  /** Takes over what a line `DELIMITER ...` sets; the line is repeated before chunks. */
  setDelimiter(delimiter: string, line: string): void {
    this.lexer.useDelimiter(delimiter === ';' ? '' : delimiter);
    this.delimiterLine = delimiter === ';' ? '' : `${line}\n`;
    this.cuttable = this.context().length <= maxContextChars;
  }
}
