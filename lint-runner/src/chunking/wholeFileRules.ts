import type { EngineViolation } from '../engine/index.ts';

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

/**
 * CV06 is about every statement, but that the last one must have a terminator is about the file's. Where batches need none, as in
 * T-SQL, each chunk has a last statement without one.
 */
export function isAboutTheEnd({ code, description }: Pick<EngineViolation, 'code' | 'description'>): boolean {
  return code === 'CV06' && description === 'Statements must end with a semi-colon.';
}
