/**
 * Rules that are about the beginning or the end of a file. Only the first or the last chunk has that, so the others are
 * linted without them; SQLFluff's answer there is the answer for the file.
 */
const aboutTheStart = ['LT13'];
/** LT12 is about the file's last line end, CV13 about its last statement. */
const aboutTheEnd = ['CV13', 'LT12'];

/** Codes of the rules that one of `count` chunks cannot answer. */
export function rulesBeyondChunk(index: number, count: number): readonly string[] {
  return [...(index > 0 ? aboutTheStart : []), ...(index < count - 1 ? aboutTheEnd : [])];
}
