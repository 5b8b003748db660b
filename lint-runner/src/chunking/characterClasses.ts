export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 11 || code === 12 || code === 13;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isAsciiWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

export const unicodeBlank = /^[^\S\r\n]$/u;
export const letter = /^\p{L}$/u;
export const letterOrNumber = /^[\p{L}\p{N}]$/u;
export const wordCharacter = /^[\p{L}\p{M}\p{N}\p{Pc}]$/u;

/** The whole character at a place, also when it takes two code units. */
export function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}
