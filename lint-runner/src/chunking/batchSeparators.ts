import { endOfLine, restOfLine } from './restOfLine.ts';
import { type StatementState, separator } from './statementState.ts';

/** Whether a word in capitals is the `GO` that ends a batch. */
export function isBatchWord(state: StatementState, word: string): boolean {
  return (
    word === 'GO' &&
    state.traits.batch === 'go' &&
    state.atLineStart &&
    isCount(restOfLine(state.text, state.lexer.end))
  );
}

/** Whether a `/` ends a batch. */
export function isSlashLine(state: StatementState): boolean {
  const { batch } = state.traits;
  if ((batch !== 'slash' && batch !== 'bareSlash') || !state.atLineStart || state.brackets > 0) {
    return false;
  }
  const { start, end } = state.lexer;
  if (batch === 'bareSlash') {
    return state.text.charAt(start - 1) === '\n' && (end === state.text.length || state.text.charAt(end) === '\n');
  }
  return restOfLine(state.text, end).trim() === '';
}

/** Ends the statement, if one is open, and the batch with it; a separator alone is a statement of its own. */
export function batchSeparator(state: StatementState): void {
  state.settle(separator);
  state.open();
  state.endStatement(endOfLine(state.text, state.lexer.end));
  state.atLineStart = false;
}

/** Whether a line goes on with nothing, with how often the batch is to be run, or with a comment. */
function isCount(rest: string): boolean {
  const words = rest.trim();
  return words === '' || words.startsWith('--') || (words.length < 10 && /^\d+;?$/.test(words)) || words === ';';
}
