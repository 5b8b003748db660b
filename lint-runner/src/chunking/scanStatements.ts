import { BlockWatch } from './blockWatch.ts';
import { readClientCommand } from './clientCommands.ts';
import { type DialectTraits, traitsOf } from './dialectTraits.ts';
import { NoqaRanges } from './noqaRanges.ts';
import { SqlLexer, type TokenKind } from './sqlLexer.ts';

/** A place behind a statement where the text may be cut. */
export interface Cut {
  readonly at: number;
  /** Whether a line begins there. */
  readonly atLineStart: boolean;
  /** What a chunk that begins there must begin with: the client's delimiter and the open noqa ranges. */
  readonly context: string;
}

export interface Statement {
  /** The first character of code. */
  readonly start: number;
  /** Behind the terminator. */
  readonly end: number;
  /** Behind the VALUES of an INSERT or REPLACE whose rows may be parted, -1 otherwise. */
  readonly values: number;
  /** As `Cut.context`, at the statement's start. */
  readonly context: string;
  /** Where the text may be cut behind the statement, if anywhere. */
  readonly cut: Cut | undefined;
}

/** Reserved in PL/SQL and never the start of a static statement there. */
const ddlWords: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP', 'GRANT']);
const insertWords: ReadonlySet<string> = new Set(['INSERT']);

/** A longer context is not repeated before chunks: such a text is not cut any more. */
const maxContextChars = 4096;

/** A statement never begins with these: a terminator in front of them stands inside of one. */
const continuations = new Set(['ELSE', 'ELSEIF', 'ELSIF', 'END', 'EXCEPTION', 'UNTIL', 'WHEN', 'CATCH']);

/**
 * Finds the statements of a text, one by one, in one pass that keeps none of them. What follows the last terminator is no
 * statement, nor is the rest behind a quote or comment that is never closed.
 */
export function scanStatements(text: string, dialect: string): Iterable<Statement> {
  return new StatementScanner(text, traitsOf(dialect)).scan();
}

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

class StatementScanner {
  private readonly text: string;
  private readonly traits: DialectTraits;
  private readonly lexer: SqlLexer;
  private readonly noqa = new NoqaRanges();
  private readonly watch: BlockWatch;
  private ended: Ended | undefined;
  /** The statement that the last token decided on, until it is handed out. */
  private settled: Statement | undefined;
  private start = -1;
  private startContext = '';
  private brackets = 0;
  private values = -1;
  private partable = true;
  private copiesData = false;
  private atLineStart = true;
  private delimiterLine = '';
  private cuttable = true;

  constructor(text: string, traits: DialectTraits) {
    this.text = text;
    this.traits = traits;
    this.lexer = new SqlLexer(text, traits);
    this.watch = new BlockWatch(traits);
  }

  *scan(): Generator<Statement> {
    // The cells of a Databricks notebook are lexed with the lines around them, and are small.
    if (this.traits.hints && this.text.startsWith('-- Databricks notebook source')) {
      return;
    }
    let goesOn = true;
    while (goesOn) {
      goesOn = this.step();
      if (this.settled !== undefined) {
        yield this.settled;
        this.settled = undefined;
      }
    }
  }

  /** Takes the next token, which settles at most one statement. Returns whether another one can follow. */
  private step(): boolean {
    const { lexer } = this;
    if (!this.cuttable) {
      this.settle(separator);
      return false;
    }
    if (lexer.delimiter !== '' && this.text.startsWith(lexer.delimiter, lexer.end)) {
      lexer.start = lexer.end;
      lexer.end += lexer.delimiter.length;
      this.hardTerminator();
      return true;
    }
    const kind = lexer.next();
    if (kind === 'end' || kind === 'rest') {
      this.settle('');
      return false;
    }
    this.take(kind);
    return true;
  }

  private take(kind: TokenKind): void {
    switch (kind) {
      case 'blank':
        return;
      case 'newline':
        this.takeNewline();
        return;
      case 'lineComment':
      case 'blockComment':
        this.takeComment(kind);
        return;
      case 'word':
        this.takeWord();
        return;
      case 'symbol':
        this.takeSymbol();
        return;
      default:
        this.takeCode('');
        this.watch.other('');
    }
  }

  private takeNewline(): void {
    this.atLineStart = true;
    const { ended } = this;
    if (ended !== undefined && ended.search !== 'frozen') {
      ended.search = 'blank';
      ended.cut = { at: this.lexer.end, atLineStart: true, context: this.context() };
    }
  }

  private takeComment(kind: TokenKind): void {
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
  private takeCode(word: string): void {
    this.settle(word);
    if (this.start < 0) {
      this.start = this.lexer.start;
      this.startContext = this.context();
    }
    this.atLineStart = false;
  }

  private takeWord(): void {
    const { lexer, text } = this;
    if (this.start >= 0 && this.ended === undefined && this.watch.isPlain && !this.mayMatter()) {
      this.atLineStart = false;
      return;
    }
    // Words that matter have at most as many letters as the longest of them; a longer one is just some word.
    const word = lexer.end - lexer.start > 16 ? '?' : text.slice(lexer.start, lexer.end).toUpperCase();
    if (this.isBatchWord(word)) {
      this.batchSeparator();
      return;
    }
    if (this.start < 0 && this.mayBeClientCommand(word) && this.takeClientCommand()) {
      return;
    }
    this.takeCode(word);
    if (this.brackets > 0) {
      return;
    }
    if (word === 'STDIN' && this.watch.firstWord === 'COPY' && this.watch.previousWord === 'FROM') {
      this.copiesData = true;
    }
    this.watch.word(word, text.charAt(lexer.start - 1), this.characterBehind());
    if ((word === 'VALUES' || word === 'VALUE') && this.values < 0 && this.insertsRows()) {
      this.values = lexer.end;
    }
  }

  /** Whether a word of a plain statement can be one of those that are looked for. */
  private mayMatter(): boolean {
    const length = this.lexer.end - this.lexer.start;
    return this.brackets === 0 && this.values < 0 && length >= 2 && length <= 6;
  }

  private insertsRows(): boolean {
    const { firstWord } = this.watch;
    return (firstWord === 'INSERT' || firstWord === 'REPLACE') && this.watch.isOutsideBlocks;
  }

  private takeSymbol(): void {
    const character = this.text.charAt(this.lexer.start);
    switch (character) {
      case ';':
        this.semicolon();
        return;
      case '/':
        if (this.isSlashLine()) {
          this.batchSeparator();
          return;
        }
        break;
      case '\\':
        this.shortCommand();
        return;
      case '-':
        if (this.takeBareDashes()) {
          return;
        }
        break;
      case '(':
        this.brackets += 1;
        break;
      case ')':
        this.brackets = Math.max(0, this.brackets - 1);
        break;
      default:
    }
    this.takeCode('');
    if (this.brackets === 0 || character === '(') {
      this.watch.other(this.symbolFor(character));
    }
    if (character === ')' && this.traits.alwaysBlocks && this.brackets === 0 && this.values >= 0) {
      // T-SQL scripts hold INSERT behind INSERT without a terminator.
      this.endStatement(this.lexer.end, insertWords);
    }
  }

  /** A colon only when it stands alone: `::` and `:=` make no label. */
  private symbolFor(character: string): string {
    const behind = this.text.charAt(this.lexer.end);
    return character === ':' && (behind === ':' || behind === '=') ? '' : character;
  }

  private semicolon(): void {
    if (this.lexer.delimiter !== '' || this.brackets > 0) {
      this.takeCode('');
      this.watch.other(';');
      return;
    }
    this.takeCode(terminator);
    const ending = this.watch.terminator();
    if (ending === 'inside') {
      return;
    }
    this.endStatement(
      this.copiesData ? this.copyDataEnd() : this.lexer.end,
      ending === 'perhaps' ? ddlWords : undefined,
    );
  }

  /** A terminator that ends whatever is open: the client's own delimiter. */
  private hardTerminator(): void {
    this.takeCode(terminator);
    this.endStatement(this.lexer.end);
  }

  private endStatement(end: number, proof?: ReadonlySet<string>): void {
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
  private settle(word: string): void {
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

  private characterBehind(): string {
    let at = this.lexer.end;
    while (at < this.text.length && this.text.charCodeAt(at) <= 32) {
      at += 1;
    }
    const pair = this.text.slice(at, at + 2);
    return pair === '--' || pair === '/*' ? 'comment' : pair.charAt(0);
  }

  private restOfLine(from: number): string {
    const end = this.text.indexOf('\n', from);
    return this.text.slice(from, end < 0 ? this.text.length : end);
  }

  private endOfLine(from: number): number {
    return from + this.restOfLine(from).length;
  }

  private isBatchWord(word: string): boolean {
    return word === 'GO' && this.traits.batch === 'go' && this.atLineStart && isCount(this.restOfLine(this.lexer.end));
  }

  private isSlashLine(): boolean {
    const { batch } = this.traits;
    if ((batch !== 'slash' && batch !== 'bareSlash') || !this.atLineStart || this.brackets > 0) {
      return false;
    }
    const { start, end } = this.lexer;
    if (batch === 'bareSlash') {
      return this.text.charAt(start - 1) === '\n' && (end === this.text.length || this.text.charAt(end) === '\n');
    }
    return this.restOfLine(end).trim() === '';
  }

  private batchSeparator(): void {
    this.settle(separator);
    if (this.start < 0) {
      this.start = this.lexer.start;
      this.startContext = this.context();
    }
    this.endStatement(this.endOfLine(this.lexer.end));
    this.atLineStart = false;
  }

  /** Whether the line is worth reading: with other text behind it, the word is none of the client's. */
  private mayBeClientCommand(word: string): boolean {
    if (this.traits.client === 'none' || (word !== 'DELIMITER' && word !== 'SOURCE')) {
      return false;
    }
    const { end } = this.lexer;
    return end === this.text.length || ' \t\n'.includes(this.text.charAt(end));
  }

  /** `DELIMITER` and `SOURCE` of the mysql client. Returns whether the word was one of them. */
  private takeClientCommand(): boolean {
    const { start } = this.lexer;
    const line = this.restOfLine(start);
    const command = readClientCommand(line, this.lexer.delimiter === '' ? ';' : this.lexer.delimiter, this.atLineStart);
    if (command === undefined) {
      return false;
    }
    if (command.kind === 'collected') {
      this.cuttable = false;
      return true;
    }
    this.takeCode('');
    if (command.kind === 'delimiter') {
      this.setDelimiter(command.delimiter, line);
    }
    this.endStatement(start + line.length);
    return true;
  }

  private setDelimiter(delimiter: string, line: string): void {
    this.lexer.useDelimiter(delimiter === ';' ? '' : delimiter);
    this.delimiterLine = delimiter === ';' ? '' : `${line}\n`;
    this.cuttable = this.context().length <= maxContextChars;
  }

  /** `\g` and `\G` end a statement, `\.` drops it with its line; what `\d` leads to is not followed. */
  private shortCommand(): void {
    this.takeCode('');
    const name = this.text.charAt(this.lexer.end);
    if (name === 'd') {
      this.cuttable = false;
    } else if (name === '.') {
      this.endStatement(this.endOfLine(this.lexer.end));
    } else {
      this.endStatement(this.lexer.end + 1);
    }
  }

  /** The mariadb client takes `--x` at a statement's start for a comment. */
  private takeBareDashes(): boolean {
    const { start } = this.lexer;
    if (this.traits.client !== 'mariadb' || this.start >= 0 || this.text.charAt(start + 1) !== '-') {
      return false;
    }
    this.lexer.end = this.endOfLine(start);
    this.takeComment('lineComment');
    return true;
  }

  /** `COPY ... FROM STDIN;` is followed by data up to a line with `\.`; without that line the rest cannot be told apart. */
  private copyDataEnd(): number {
    const { text } = this;
    let lineEnd = this.lexer.end;
    while (lineEnd < text.length && text.charAt(lineEnd) !== '\n') {
      if (!isBlank.test(text.charAt(lineEnd))) {
        return this.lexer.end;
      }
      lineEnd += 1;
    }
    for (let at = lineEnd; at >= 0; at = text.indexOf('\n\\.', at + 1)) {
      const end = text.startsWith('\n\\.', at) ? this.endOfLine(at + 1) : -1;
      if (end >= 0 && text.slice(at + 3, end).trim() === '') {
        return end;
      }
    }
    this.cuttable = false;
    return this.lexer.end;
  }
}

/** Stands for a batch separator where a statement's first word is asked for. */
const separator = '\n';
/** Stands for a terminator there: of a statement that is empty. */
const terminator = ';';

const isBlank = /^\s$/;

/** Whether a line goes on with nothing, with how often the batch is to be run, or with a comment. */
function isCount(rest: string): boolean {
  const words = rest.trim();
  return words === '' || words.startsWith('--') || (words.length < 10 && /^\d+;?$/.test(words)) || words === ';';
}
