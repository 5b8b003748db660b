import { readClientCommand } from './clientCommands.ts';
import { endOfLine, restOfLine } from './restOfLine.ts';
import type { StatementState } from './statementState.ts';

/** Whether the line is worth reading: with other text behind it, the word is none of the client's. */
export function mayBeClientCommand(state: StatementState, word: string): boolean {
  if (state.traits.client === 'none' || (word !== 'DELIMITER' && word !== 'SOURCE')) {
    return false;
  }
  const { end } = state.lexer;
  return end === state.text.length || ' \t\n'.includes(state.text.charAt(end));
}

/** `DELIMITER` and `SOURCE` of the mysql client. Returns whether the word was one of them. */
export function takeClientCommand(state: StatementState): boolean {
  const { start } = state.lexer;
  const line = restOfLine(state.text, start);
  const command = readClientCommand(
    line,
    state.lexer.delimiter === '' ? ';' : state.lexer.delimiter,
    state.atLineStart,
  );
  if (command === undefined) {
    return false;
  }
  if (command.kind === 'collected') {
    state.cuttable = false;
    return true;
  }
  state.takeCode('');
  if (command.kind === 'delimiter') {
    state.setDelimiter(command.delimiter, line);
  }
  state.endStatement(start + line.length);
  return true;
}

/** `\g` and `\G` end a statement, `\.` drops it with its line; what `\d` leads to is not followed. */
export function shortCommand(state: StatementState): void {
  state.takeCode('');
  const name = state.text.charAt(state.lexer.end);
  if (name === 'd') {
    state.cuttable = false;
  } else if (name === '.') {
    state.endStatement(endOfLine(state.text, state.lexer.end));
  } else {
    state.endStatement(state.lexer.end + 1);
  }
}

/** The mariadb client takes `--x` at a statement's start for a comment. */
export function takeBareDashes(state: StatementState): boolean {
  const { start } = state.lexer;
  if (state.traits.client !== 'mariadb' || state.start >= 0 || state.text.charAt(start + 1) !== '-') {
    return false;
  }
  state.lexer.end = endOfLine(state.text, start);
  state.takeComment('lineComment');
  return true;
}
