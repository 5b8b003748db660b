/** Colours for a terminal (ECMA-48, SGR). */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  accent(text: string): string;
}

/** @param colourful false for files and pipes */
export function paintFor(colourful: boolean): Paint {
  const with_ = (code: number) => (text: string) => (colourful ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: with_(1), dim: with_(2), good: with_(32), bad: with_(31), accent: with_(36) };
}

/** Columns that a text takes on a terminal: East Asian wide characters take two. */
export function widthOf(text: string): number {
  return [...text].reduce((width, letter) => width + (isWide(letter) ? 2 : 1), 0);
}

/** Pads on the right, by columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function isWide(letter: string): boolean {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(letter);
}
