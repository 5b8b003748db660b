import { batchSeparator, isBatchWord, isSlashLine } from './batchSeparators.ts';
import { copyDataEnd } from './copyData.ts';
import { traitsOf } from './dialectTraits.ts';
import { mayBeClientCommand, shortCommand, takeBareDashes, takeClientCommand } from './scanClientCommands.ts';
import type { Statement } from './statement.ts';
import { StatementState, separator, terminator } from './statementState.ts';
import type { TokenKind } from './tokenCursor.ts';

/** Reserved in PL/SQL and never the start of a static statement there. */
const ddlWords: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP', 'GRANT']);
const insertWords: ReadonlySet<string> = new Set(['INSERT']);

/**
 * Finds the statements of a text, one by one, in one pass that keeps none of them. What follows the last terminator is no
 * statement, nor is the rest behind a quote or comment that is never closed.
 */
export function scanStatements(text: string, dialect: string): Iterable<Statement> {
  return scan(new StatementState(text, traitsOf(dialect)));
}

function* scan(state: StatementState): Generator<Statement> {
  // The cells of a Databricks notebook are lexed with the lines around them, and are small.
  if (state.traits.hints && state.text.startsWith('-- Databricks notebook source')) {
    return;
  }
  let goesOn = true;
  while (goesOn) {
    goesOn = step(state);
    if (state.settled !== undefined) {
      yield state.settled;
      state.settled = undefined;
    }
  }
}

/** Takes the next token, which settles at most one statement. Returns whether another one can follow. */
function step(state: StatementState): boolean {
  const { lexer } = state;
  if (!state.cuttable) {
    state.settle(separator);
    return false;
  }
  if (lexer.delimiter !== '' && state.text.startsWith(lexer.delimiter, lexer.end)) {
    lexer.start = lexer.end;
    lexer.end += lexer.delimiter.length;
    hardTerminator(state);
    return true;
  }
  const kind = lexer.next();
  if (kind === 'end' || kind === 'rest') {
    state.settle('');
    return false;
  }
  take(state, kind);
  return true;
}

function take(state: StatementState, kind: TokenKind): void {
  switch (kind) {
    case 'blank':
      return;
    case 'newline':
      state.takeNewline();
      return;
    case 'lineComment':
    case 'blockComment':
      state.takeComment(kind);
      return;
    case 'word':
      takeWord(state);
      return;
    case 'symbol':
      takeSymbol(state);
      return;
    default:
      state.takeCode('');
      state.watch.other('');
  }
}

function takeWord(state: StatementState): void {
  const { lexer, text } = state;
  if (state.start >= 0 && state.ended === undefined && state.watch.isPlain && !mayMatter(state)) {
    state.atLineStart = false;
    return;
  }
  // Words that matter have at most as many letters as the longest of them; a longer one is just some word.
  const word = lexer.end - lexer.start > 16 ? '?' : text.slice(lexer.start, lexer.end).toUpperCase();
  if (isBatchWord(state, word)) {
    batchSeparator(state);
    return;
  }
  if (state.start < 0 && mayBeClientCommand(state, word) && takeClientCommand(state)) {
    return;
  }
  state.takeCode(word);
  if (state.brackets > 0) {
    return;
  }
  if (word === 'STDIN' && state.watch.firstWord === 'COPY' && state.watch.previousWord === 'FROM') {
    state.copiesData = true;
  }
  state.watch.word(word, text.charAt(lexer.start - 1), characterBehind(state));
  if ((word === 'VALUES' || word === 'VALUE') && state.values < 0 && insertsRows(state)) {
    state.values = lexer.end;
  }
}

/** Whether a word of a plain statement can be one of those that are looked for. */
function mayMatter(state: StatementState): boolean {
  const length = state.lexer.end - state.lexer.start;
  return state.brackets === 0 && state.values < 0 && length >= 2 && length <= 6;
}

function insertsRows(state: StatementState): boolean {
  const { firstWord } = state.watch;
  return (firstWord === 'INSERT' || firstWord === 'REPLACE') && state.watch.isOutsideBlocks;
}

function characterBehind(state: StatementState): string {
  let at = state.lexer.end;
  while (at < state.text.length && state.text.charCodeAt(at) <= 32) {
    at += 1;
  }
  const pair = state.text.slice(at, at + 2);
  return pair === '--' || pair === '/*' ? 'comment' : pair.charAt(0);
}

function takeSymbol(state: StatementState): void {
  const character = state.text.charAt(state.lexer.start);
  switch (character) {
    case ';':
      semicolon(state);
      return;
    case '/':
      if (isSlashLine(state)) {
        batchSeparator(state);
        return;
      }
      break;
    case '\\':
      shortCommand(state);
      return;
    case '-':
      if (takeBareDashes(state)) {
        return;
      }
      break;
    case '(':
      state.brackets += 1;
      break;
    case ')':
      state.brackets = Math.max(0, state.brackets - 1);
      break;
    default:
  }
  state.takeCode('');
  if (state.brackets === 0 || character === '(') {
    state.watch.other(symbolFor(state, character));
  }
  if (character === ')' && state.traits.alwaysBlocks && state.brackets === 0 && state.values >= 0) {
    // T-SQL scripts hold INSERT behind INSERT without a terminator.
    state.endStatement(state.lexer.end, insertWords);
  }
}

/** A colon only when it stands alone: `::` and `:=` make no label. */
function symbolFor(state: StatementState, character: string): string {
  const behind = state.text.charAt(state.lexer.end);
  return character === ':' && (behind === ':' || behind === '=') ? '' : character;
}

function semicolon(state: StatementState): void {
  if (state.lexer.delimiter !== '' || state.brackets > 0) {
    state.takeCode('');
    state.watch.other(';');
    return;
  }
  state.takeCode(terminator);
  const ending = state.watch.terminator();
  if (ending === 'inside') {
    return;
  }
  state.endStatement(
    state.copiesData ? behindCopyData(state) : state.lexer.end,
    ending === 'perhaps' ? ddlWords : undefined,
  );
}

function behindCopyData(state: StatementState): number {
  const end = copyDataEnd(state.text, state.lexer.end);
  if (end < 0) {
    state.cuttable = false;
    return state.lexer.end;
  }
  return end;
}

/** A terminator that ends whatever is open: the client's own delimiter. */
function hardTerminator(state: StatementState): void {
  state.takeCode(terminator);
  state.endStatement(state.lexer.end);
}
