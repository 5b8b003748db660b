import type { DialectTraits } from './dialectTraits.ts';

/** What a terminator means where it stands: `perhaps` depends on the word that follows it. */
export type Ending = 'ends' | 'inside' | 'perhaps';

const controlFlow = new Set(['IF', 'WHILE', 'LOOP', 'REPEAT', 'FOR', 'CASE']);
const firstWordsOfBlocks = new Set([...controlFlow, 'CREATE', 'ALTER', 'REPLACE', 'EXECUTE', 'BEGIN']);
/** Behind `BEGIN`, these make it a plain statement. */
const transactionWords = new Set([
  'TRANSACTION',
  'TRAN',
  'WORK',
  'DISTRIBUTED',
  'ISOLATION',
  'READ',
  'NAME',
  'IMMEDIATE',
  'EXCLUSIVE',
  'DEFERRED',
  'CONCURRENT',
  'DIALOG',
  'CONVERSATION',
]);
const routines = new Set(['PROCEDURE', 'PROC', 'FUNCTION', 'TRIGGER', 'PACKAGE', 'SCRIPT', 'LIBRARY']);
/** Objects without a body; their columns may be called as what opens a block. */
const bodiless = new Set(['TABLE', 'VIEW', 'INDEX', 'DATABASE', 'SCHEMA', 'SEQUENCE', 'ROLE']);
/** Within how many tokens of CREATE or ALTER the kind of object is named. */
const maxHeaderTokens = 8;
/** What may stand between CREATE and the kind of object. */
const createModifiers = new Set([
  'CREATE',
  'OR',
  'REPLACE',
  'AND',
  'COMPILE',
  'RESOLVE',
  'EDITIONABLE',
  'NONEDITIONABLE',
  'TYPE',
  'LUA',
  'PYTHON',
  'PYTHON3',
  'R',
  'JAVA',
  'SCALAR',
  'SET',
  'ADAPTER',
]);
/** Behind a `BEGIN` that is a name, not a block. */
const operators = ',.=<>)+-*/|';

/**
 * Watches the words of one statement for blocks, so that a terminator inside of `BEGIN ... END`, `IF ... END IF` and the
 * like is not taken for the statement's end. Where it cannot be sure it stays inside: a missed cut costs time, a wrong one
 * makes a parsing error that is not in the text.
 */
export class BlockWatch {
  private readonly traits: DialectTraits;
  private words = 0;
  private first = '';
  private last = '';
  private beforeLast = '';
  /** The token before the current one was a word, namely `last`. */
  private wordIsLast = false;
  private watching = false;
  private untilBatch = false;
  private header = false;
  private kindIsKnown = false;
  private depth = 0;
  private declaring = false;
  private ifDepth = -1;
  private loopDepth = -1;

  constructor(traits: DialectTraits) {
    this.traits = traits;
    this.reset();
  }

  reset(): void {
    this.words = 0;
    this.first = '';
    this.last = '';
    this.beforeLast = '';
    this.wordIsLast = false;
    this.watching = this.traits.alwaysBlocks;
    this.untilBatch = false;
    this.header = false;
    this.kindIsKnown = false;
    this.depth = 0;
    this.declaring = false;
    this.ifDepth = -1;
    this.loopDepth = -1;
  }

  /** The statement's first word in capitals, '' before it. */
  get firstWord(): string {
    return this.first;
  }

  /** Whether nothing but this statement's own words can matter: no block is open and none can follow. */
  get isPlain(): boolean {
    return this.words > 1 && !this.watching;
  }

  /** Whether a row of values here belongs to the statement itself and not to a block. */
  get isOutsideBlocks(): boolean {
    return this.depth === 0 && !this.untilBatch && !this.declaring;
  }

  get previousWord(): string {
    return this.wordIsLast ? this.last : '';
  }

  /**
   * Takes a word outside of brackets, in capitals; `before` is the character in front of it and `behind` the next one
   * that is not blank.
   */
  word(word: string, before: string, behind: string): void {
    this.words += 1;
    if (this.words === 1) {
      this.begin(word);
    } else if (this.words === 2 && this.first === 'WITH' && routines.has(word)) {
      this.untilBatch = this.traits.routineEnd !== 'blocksClosed';
    }
    if (this.watching) {
      this.watchKind(word);
      this.watchHeader(word);
      if (this.watching && before !== '.') {
        this.watchWord(word, behind);
      }
    }
    this.beforeLast = this.previousWord;
    this.last = word;
    this.wordIsLast = true;
  }

  /** Takes anything else that is code; a colon behind a first word makes that a label. */
  other(character: string): void {
    this.closeTransaction(character);
    if (character === ':' && this.words === 1) {
      this.reset();
      return;
    }
    this.words += 1;
    this.wordIsLast = false;
  }

  /** What the default terminator means here. */
  terminator(): Ending {
    this.closeTransaction(';');
    if (this.untilBatch) {
      const named = this.beforeLast === 'END' && !controlFlow.has(this.last);
      const behindEnd = this.wordIsLast && (this.last === 'END' || named);
      this.wordIsLast = false;
      return this.traits.routineEnd === 'batchOrDdl' && behindEnd ? 'perhaps' : 'inside';
    }
    this.wordIsLast = false;
    this.ifDepth = -1;
    this.loopDepth = -1;
    return this.depth > 0 || this.declaring ? 'inside' : 'ends';
  }

  private begin(word: string): void {
    this.first = word;
    if (firstWordsOfBlocks.has(word)) {
      this.watching = true;
      this.header = word === 'CREATE' || word === 'ALTER';
    }
    if (word === 'DECLARE' && this.traits.declareBlocks) {
      this.watching = true;
      this.declaring = true;
      this.untilBatch = this.traits.routineEnd !== 'blocksClosed';
    }
  }

  /** Looks away from a CREATE or ALTER of an object that has no body. */
  private watchKind(word: string): void {
    const isHeader = (this.first === 'CREATE' || this.first === 'ALTER') && this.words <= maxHeaderTokens;
    if (!isHeader || this.kindIsKnown || this.traits.alwaysBlocks) {
      return;
    }
    if (bodiless.has(word)) {
      this.watching = false;
    }
    this.kindIsKnown = bodiless.has(word) || routines.has(word) || word === 'EVENT';
  }

  /** In dialects whose routines end with a batch, looks for what CREATE creates. */
  private watchHeader(word: string): void {
    if (this.traits.routineEnd === 'blocksClosed') {
      return;
    }
    if (this.traits.alwaysBlocks) {
      const creates = this.previousWord === 'CREATE' || this.previousWord === 'ALTER';
      this.untilBatch ||= creates && routines.has(word);
      return;
    }
    if (this.header && this.first === 'CREATE') {
      this.untilBatch ||= routines.has(word) || (word === 'BODY' && this.previousWord === 'TYPE');
      this.header = createModifiers.has(word);
    }
  }

  private watchWord(word: string, behind: string): void {
    if (this.previousWord === 'BEGIN' && transactionWords.has(word)) {
      this.depth = Math.max(0, this.depth - 1);
      return;
    }
    if (this.previousWord === 'END') {
      if (word === 'CONVERSATION') {
        this.depth += 1;
      }
      if (controlFlow.has(word)) {
        return;
      }
    }
    switch (word) {
      case 'BEGIN':
        if (behind !== '' && !operators.includes(behind)) {
          this.open();
          this.declaring = false;
        }
        return;
      case 'CASE':
        this.depth += 1;
        return;
      case 'END':
        this.depth = Math.max(0, this.depth - 1);
        return;
      case 'DECLARE':
        this.declaring ||= this.depth === 0 && this.traits.declareBlocks;
        return;
      default:
        if (!this.traits.alwaysBlocks) {
          this.watchControlFlow(word, behind);
        }
    }
  }

  private watchControlFlow(word: string, behind: string): void {
    switch (word) {
      case 'IF':
        this.ifDepth = this.depth;
        return;
      case 'THEN':
        if (this.ifDepth === this.depth) {
          this.open();
        }
        return;
      case 'WHILE':
      case 'FOR':
        this.loopDepth = this.depth;
        return;
      case 'DO':
        if (this.loopDepth === this.depth) {
          this.open();
        }
        return;
      case 'LOOP':
        this.open();
        return;
      case 'REPEAT':
        if (behind !== '(') {
          this.open();
        }
        return;
      default:
    }
  }

  private open(): void {
    this.depth += 1;
    this.ifDepth = -1;
    this.loopDepth = -1;
  }

  /** `BEGIN;` starts a transaction. */
  private closeTransaction(character: string): void {
    if (character === ';' && this.watching && this.previousWord === 'BEGIN') {
      this.depth = Math.max(0, this.depth - 1);
    }
  }
}
