const lineBreakOrBracket = /[()\r\n]/;

/**
 * Where the SQL*Plus text that begins at a word's first letter ends; when none begins there, a number below zero: -1, or
 * -(place + 1) of the character that keeps any command before it from reaching its line's end. `PROMPT` runs up to a
 * bracket or the line's end; `REMARK` and `ACCEPT` count only when they reach the line's end, and a string in them may
 * hold line ends, all as SQLFluff's lexer has it.
 */
export function sqlplusLineEnd(text: string, start: number): number {
  const first = text.charCodeAt(start) | 32;
  if (first === 112) {
    return text.startsWith('PROMPT', start) ? plainEnd(text, start + 6) : -1;
  }
  if (first !== 114 && first !== 97) {
    return -1;
  }
  const word = text.slice(start, start + 6).toUpperCase();
  const names = first === 114 ? ['REMARK', 'REM'] : ['ACCEPT', 'ACC'];
  const name = names.find((candidate) => word.startsWith(candidate));
  if (name === undefined) {
    return -1;
  }
  const behind = text.charAt(start + name.length);
  if (behind === '' || behind === '\n') {
    return first === 114 ? start + name.length : -1;
  }
  return behind === ' ' || behind === '\t' ? commandEnd(text, start + name.length) : -1;
}

function plainEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !lineBreakOrBracket.test(text.charAt(at))) {
    at += 1;
  }
  return at;
}

function commandEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '\n') {
    const character = text.charAt(at);
    if (character === ';' || character === '(' || character === ')') {
      return -at - 1;
    }
    const close = character === "'" ? text.indexOf("'", at + 1) : -1;
    at = close < 0 ? at + 1 : close + 1;
  }
  return at;
}
