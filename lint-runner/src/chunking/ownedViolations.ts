import type { EngineFix, EngineViolation } from '../engine/index.ts';
import { advance, type Position, positionMapper } from './mapPosition.ts';
import type { Chunk } from './planChunks.ts';

type Mapper = (position: Position) => Position | undefined;

/** The violations of a chunk that are about its owned text, as violations of the whole text. */
export function ownedViolations(
  text: string,
  chunk: Chunk,
  violations: readonly EngineViolation[],
): readonly EngineViolation[] {
  const map = positionMapper(text, chunk);
  const cutLine = lineCutAtEnd(text, chunk);
  return violations.flatMap((violation) => {
    const start = map({ line: violation.lineNo, column: violation.linePos });
    if (start === undefined) return [];
    const end = mappedEnd(violation, map);
    const owned = {
      ...violation,
      lineNo: start.line,
      linePos: start.column,
      endLineNo: end?.line ?? null,
      endLinePos: end?.column ?? null,
      fixes: mappedFixes(violation.fixes, map),
    };
    if (violation.code === 'LT05' && start.line === cutLine?.line) return [withWholeLine(owned, cutLine)];
    return [namesPlaces(violation) ? { ...owned, description: describedAt(violation, text, chunk) } : owned];
  });
}

/** None for a violation without an end, or with one in text that is not the file's. */
function mappedEnd({ endLineNo, endLinePos }: EngineViolation, map: Mapper): Position | undefined {
  return endLineNo === null || endLinePos === null ? undefined : map({ line: endLineNo, column: endLinePos });
}

/** A proposal is given whole or not at all. */
function mappedFixes(fixes: readonly EngineFix[], map: Mapper): readonly EngineFix[] {
  const mapped = fixes.flatMap((fix) => {
    const start = map({ line: fix.lineNo, column: fix.linePos });
    const end = map({ line: fix.endLineNo, column: fix.endLinePos });
    if (start === undefined || end === undefined) return [];
    return [{ ...fix, lineNo: start.line, linePos: start.column, endLineNo: end.line, endLinePos: end.column }];
  });
  return mapped.length === fixes.length ? mapped : [];
}

interface CutLine {
  readonly line: number;
  /** Code points, without the line's end. */
  readonly length: number;
}

/** The line that begins in the chunk and goes on in the next one, if there is one. */
function lineCutAtEnd(text: string, { start, end, line }: Chunk): CutLine | undefined {
  if (end === text.length || text[end - 1] === '\n') return undefined;
  const owned = text.slice(start, end);
  const from = text.lastIndexOf('\n', end - 1) + 1;
  const to = text.indexOf('\n', end);
  return {
    line: line + owned.split('\n').length - 1,
    length: advance({ line: 1, column: 1 }, text, from, to < 0 ? text.length : to).column - 1,
  };
}

/** The length that the chunk saw is not the line's, and what it proposes mends no more than its part. */
function withWholeLine(violation: EngineViolation, { length }: CutLine): EngineViolation {
  return { ...violation, description: violation.description.replace(/\(\d+ >/, `(${length} >`), fixes: [] };
}

/** What SQLFluff could not read is described with its place. */
function namesPlaces({ code }: EngineViolation): boolean {
  return code === 'PRS' || code === 'LXR';
}

/** The places are the parser's own words, in the lines of the chunk; they may lie anywhere in it. */
function describedAt({ description }: EngineViolation, text: string, chunk: Chunk): string {
  const prefix = advance({ line: 1, column: 1 }, chunk.prefix, 0, chunk.prefix.length);
  const map = positionMapper(text, { ...chunk, suffix: '' });
  const placed = (line: string, column: string): Position => {
    const position = { line: Number(line), column: Number(column) };
    return map(position) ?? { ...position, line: position.line - prefix.line + chunk.line };
  };
  return description
    .replace(/\bLine (\d+), Position (\d+)/g, (_, line: string, column: string) => {
      const position = placed(line, column);
      return `Line ${position.line}, Position ${position.column}`;
    })
    .replace(/\[L: *(\d+)(?:, P: *(\d+)\])?/g, (_, line: string, column: string | undefined) => {
      // SQLFluff cuts long words of the parser, anywhere.
      const position = placed(line, column ?? '1');
      const end = column === undefined ? '' : `, P:${String(position.column).padStart(3)}]`;
      return `[L:${String(position.line).padStart(3)}${end}`;
    });
}
