/**
 * Python's `fnmatch`, by which SQLFluff reads rule references: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`; the case matters.
 * Time grows with pattern times text at worst, whatever the pattern (a regular expression would not promise that).
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const tokens = tokenize(pattern);
  let token = 0;
  let position = 0;
  let star = -1;
  let starPosition = 0;
  while (position < text.length) {
    const current = tokens[token];
    if (current === 'any') {
      star = token++;
      starPosition = position;
    } else if (current?.(text.charAt(position))) {
      token += 1;
      position += 1;
    } else if (star !== -1) {
      token = star + 1;
      position = ++starPosition;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === 'any');
}

type Token = 'any' | ((character: string) => boolean);

function tokenize(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    const end = character === '[' ? setEnd(pattern, index) : -1;
    if (end !== -1) {
      tokens.push(setToken(pattern.slice(index + 1, end)));
      index = end;
    } else if (character === '*') {
      tokens.push('any');
    } else if (character === '?') {
      tokens.push(() => true);
    } else {
      tokens.push((candidate) => candidate === character);
    }
  }
  return tokens;
}

/** Where the set that opens at `start` closes; -1 when it does not, so that `[` stands for itself. */
function setEnd(pattern: string, start: number): number {
  const negated = pattern.charAt(start + 1) === '!';
  // A `]` that comes first is a member of the set.
  return pattern.indexOf(']', start + (negated ? 3 : 2));
}

function setToken(body: string): Token {
  const negated = body.startsWith('!');
  const members = negated ? body.slice(1) : body;
  return (character) => isMember(members, character) !== negated;
}

function isMember(members: string, character: string): boolean {
  for (let index = 0; index < members.length; index += 1) {
    const isRange = members.charAt(index + 1) === '-' && index + 2 < members.length;
    const low = members.charAt(index);
    const high = isRange ? members.charAt(index + 2) : low;
    if (low <= character && character <= high) {
      return true;
    }
    index += isRange ? 2 : 0;
  }
  return false;
}
