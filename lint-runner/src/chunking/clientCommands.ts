/** What a command of the mysql client on a line of its own does. */
export type ClientCommand =
  | { readonly kind: 'delimiter'; readonly delimiter: string }
  | { readonly kind: 'other' }
  /** The client would collect it with what follows; where the next statement ends cannot be told. */
  | { readonly kind: 'collected' };

const maxDelimiterBytes = 15;

/**
 * Reads the long command (`DELIMITER //`, `SOURCE file`) that begins at a statement's first word, as SQLFluff does
 * (`sqlfluff/core/parser/client_commands.py`). Returns undefined when the word is no command.
 *
 * @param line the text from the word to the line's end
 * @param delimiter the one in force
 * @param atLineStart whether nothing but blanks stands before the word on its line
 */
export function readClientCommand(line: string, delimiter: string, atLineStart: boolean): ClientCommand | undefined {
  const match = /^(delimiter|source)(?=[ \t]|$)/i.exec(line);
  if (match === null) {
    return undefined;
  }
  const setsDelimiter = (match[1] ?? '').toLowerCase() === 'delimiter';
  const isCollected = line.includes('\\g') || (!setsDelimiter && line.includes(delimiter));
  if (!atLineStart || isCollected) {
    return { kind: 'collected' };
  }
  if (!setsDelimiter) {
    return { kind: 'other' };
  }
  const accepted = acceptedDelimiter(line.slice('delimiter'.length).trimStart());
  return accepted === undefined ? { kind: 'other' } : { kind: 'delimiter', delimiter: accepted };
}

function acceptedDelimiter(argument: string): string | undefined {
  const quote = argument.charAt(0);
  if (quote !== '' && '\'"`'.includes(quote)) {
    const close = argument.indexOf(quote, 1);
    return close < 0 ? undefined : checked(argument.slice(1, close));
  }
  let value = '';
  for (let at = 0; at < argument.length && argument.charAt(at) !== ' '; at += 1) {
    const isEscape = argument.charAt(at) === '\\' && at + 1 < argument.length;
    at += isEscape ? 1 : 0;
    if (argument.charAt(at) === '\\') {
      return undefined;
    }
    // What stands behind is read for its backslashes alone.
    value += value.length < maxDelimiterBytes ? argument.charAt(at) : '';
  }
  return checked(value);
}

/** The client refuses an empty value and a backslash, and keeps fifteen bytes; SQLFluff also refuses blanks. */
function checked(value: string): string | undefined {
  if (value === '' || value.includes('\\')) {
    return undefined;
  }
  let cut = value.slice(0, maxDelimiterBytes);
  while (Buffer.byteLength(cut) > maxDelimiterBytes) {
    cut = [...cut].slice(0, -1).join('');
  }
  return /\s/.test(cut) ? undefined : cut;
}
