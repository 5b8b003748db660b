import { type DialectTraits, traitsOf } from './dialectTraits.ts';
import { advance } from './mapPosition.ts';
import { rowCuts } from './rowCuts.ts';
import { scanStatements } from './scanStatements.ts';
import type { Statement } from './statement.ts';

/**
 * A part of a text that can be linted apart. What is linted is `prefix + text.slice(start, end) + suffix`; only the
 * owned range is source text, the rest makes it valid and what is found there is to be dropped (`positionMapper`).
 */
export interface Chunk {
  /** Synthetic text before the owned text; '' for most chunks. */
  readonly prefix: string;
  /** Half-open range of the text in UTF-16 code units. The ranges of all chunks cover the text in order, without gap. */
  readonly start: number;
  readonly end: number;
  /** Synthetic text behind the owned text. */
  readonly suffix: string;
  /** Where `start` is: line from 1 (ended by "\n" alone), column from 1 in Unicode code points. */
  readonly line: number;
  readonly column: number;
}

/** How many times the target a chunk must have grown before it is cut in the middle of a line behind a statement. */
const longLineFactor = 4;

interface Candidate {
  readonly at: number;
  /** The best cuts are at a line's start; between two rows of one line is next; behind a statement in a line is last. */
  readonly rank: 'line' | 'row' | 'inline';
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Cuts a text between statements, and a long `INSERT ... VALUES` between rows, into chunks of about `targetChars`.
 *
 * A chunk ends behind the empty lines that follow its last statement, and begins with the comments above its first one.
 * So the line ends between two statements stay one run, which is what LT15 counts, and LT13 (no blank line at the start of
 * a file) never sees a chunk begin with one. What remains is LT12 (end of file), which means something in the last chunk
 * alone.
 *
 * A statement of another kind that is longer than the target stays whole, and a text that cannot be cut is one chunk. An
 * unknown dialect is read as ANSI. Linear in the text's length; never throws.
 *
 * @param text a text whose lines end with "\n"
 * @param dialect a SQLFluff dialect label
 */
export function planChunks(text: string, dialect: string, options: { readonly targetChars: number }): readonly Chunk[] {
  const { targetChars } = options;
  const traits = traitsOf(dialect);
  const choice = new CutChoice(targetChars);
  for (const statement of scanStatements(text, dialect)) {
    for (const candidate of candidatesOf(text, traits, statement, targetChars)) {
      choice.offer(candidate);
    }
  }
  // The end of the text is offered as well, so that what is left is not longer than it need be.
  choice.offer({ at: text.length, rank: 'line', prefix: '', suffix: '' });
  return chunksBetween(
    text,
    choice.chosen.filter(({ at }) => at < text.length),
  );
}

/** Chooses among places to cut, which are offered in order, those that make chunks of about the target. */
class CutChoice {
  readonly chosen: Candidate[] = [];
  private readonly targetChars: number;
  private start = 0;
  private readonly open: Candidate[] = [];
  private next = 0;
  /** The last open candidates of their rank that are within the target, as indexes. */
  private line = -1;
  private row = -1;

  constructor(targetChars: number) {
    this.targetChars = targetChars;
  }

  offer(candidate: Candidate): void {
    this.open.push(candidate);
    while (this.next < this.open.length) {
      this.consider(this.open[this.next] ?? candidate, this.next);
    }
  }

  private consider(candidate: Candidate, index: number): void {
    const length = candidate.at - this.start;
    this.next = index + 1;
    if (length <= this.targetChars) {
      this.line = candidate.rank === 'line' ? index : this.line;
      this.row = candidate.rank === 'row' ? index : this.row;
      return;
    }
    const earlier = this.line >= 0 ? this.line : this.row;
    if (earlier >= 0) {
      this.choose(earlier);
    } else if (candidate.rank !== 'inline' || length > this.targetChars * longLineFactor) {
      this.choose(index);
    }
  }

  private choose(index: number): void {
    for (const candidate of this.open.splice(0, index + 1).slice(-1)) {
      this.chosen.push(candidate);
      this.start = candidate.at;
    }
    this.next = 0;
    this.line = -1;
    this.row = -1;
  }
}

function* candidatesOf(
  text: string,
  traits: DialectTraits,
  statement: Statement,
  targetChars: number,
): Generator<Candidate> {
  if (statement.end - statement.start > targetChars) {
    const before = statement.context + indentBefore(text, statement.start);
    for (const { at, atLineStart, prefix, suffix } of rowCuts(text, traits, statement)) {
      yield { at, rank: atLineStart ? 'line' : 'row', prefix: before + prefix, suffix };
    }
  }
  const { cut } = statement;
  if (cut !== undefined) {
    yield { at: cut.at, rank: cut.atLineStart ? 'line' : 'inline', prefix: cut.context, suffix: '' };
  }
}

function chunksBetween(text: string, cuts: readonly Candidate[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  const lines = new CutLines(text);
  const base = indentAt(text, 0);
  let position = { line: 1, column: 1 };
  let prefix = '';
  let start = 0;
  for (const { at, prefix: nextPrefix, suffix } of [...cuts, { at: text.length, prefix: '', suffix: '' }]) {
    chunks.push({ prefix, start, end: at, suffix: suffix + lines.noqaBehind(at), ...position });
    position = advance(position, text, start, at);
    start = at;
    prefix = withBaseIndent(base, indentAt(nextPrefix + lineStart(text, at), 0), nextPrefix);
  }
  return chunks;
}

/**
 * SQLFluff measures the indents of a file from that of its first line, and finds fault with it there. A chunk whose first
 * line is indented, too, begins with an empty comment where the file begins.
 */
function withBaseIndent(base: string, own: string, prefix: string): string {
  return base === '' && own === '' ? prefix : `${base}--\n${prefix}`;
}

/** Text behind a cut that begins a line; '' for a cut in the middle of one. */
function lineStart(text: string, at: number): string {
  return text[at - 1] === '\n' ? text.slice(at, at + longestIndent) : '';
}

/** An indent that is longer than this is none that anybody meant, and need not be repeated. */
const longestIndent = 256;

function indentAt(text: string, from: number): string {
  let to = from;
  while (to - from < longestIndent && isBlank(text[to])) to += 1;
  return text.slice(from, to);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** The blanks that a statement's line begins with; '' for a statement behind another one. */
function indentBefore(text: string, start: number): string {
  let from = start;
  while (start - from < longestIndent && isBlank(text[from - 1])) from -= 1;
  return from === 0 || text[from - 1] === '\n' ? text.slice(from, start) : '';
}

/** A `noqa` at the end of a line counts for all of it, and so for the parts of a line that is cut. */
class CutLines {
  readonly #text: string;
  #end = -1;
  #noqa = '';

  constructor(text: string) {
    this.#text = text;
  }

  /** What the part of a line before a cut must end with; '' at the end of a line. */
  noqaBehind(at: number): string {
    if (at === 0 || at === this.#text.length || this.#text[at - 1] === '\n') return '';
    if (at > this.#end) this.#read(at);
    return this.#noqa;
  }

  #read(at: number): void {
    const end = this.#text.indexOf('\n', at);
    this.#end = end < 0 ? this.#text.length : end;
    const tail = this.#text.slice(Math.max(at, this.#end - longestNoqa), this.#end);
    const noqa = /;[ \t]*((?:--|#)[ \t]*noqa(?!:[ \t]*(?:enable|disable)=).*)$/.exec(tail)?.[1];
    this.#noqa = noqa === undefined ? '' : ` ${noqa}\n`;
  }
}

/** Characters at the end of a line in which it is looked for. */
const longestNoqa = 500;
