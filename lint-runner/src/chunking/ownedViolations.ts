import type { EngineFix, EngineViolation } from '../engine/index.ts';
import { advance, type Position, positionMapper } from './mapPosition.ts';
import type { Chunk } from './planChunks.ts';
import { isAboutTheEnd } from './wholeFileRules.ts';

type Mapper = (position: Position) => Position | undefined;

/** The violations of a chunk that are about its owned text, as violations of the whole text. */
export function ownedViolations(
  text: string,
  chunk: Chunk,
  violations: readonly EngineViolation[],
): readonly EngineViolation[] {
  const map = positionMapper(text, chunk);
  // The line may be as long as the file: it is measured when it matters, and once.
  let cut: CutLine | 'unknown' | undefined = 'unknown';
  const aboutWholeLine = (violation: EngineViolation): readonly EngineViolation[] => {
    if (chunk.column > 1 && violation.lineNo === chunk.line) return [];
    if (cut === 'unknown') cut = lineCutAtEnd(text, chunk);
    return [violation.lineNo === cut?.line ? withWholeLine(violation, cut) : violation];
  };
  const told = violations.filter((violation) => !isAboutTheEnd(violation) || chunk.end === text.length);
  return told.flatMap((violation) => {
    const start = map({ line: violation.lineNo, column: violation.linePos });
    if (start === undefined || isAboutCut(violation, start, chunk)) return [];
    const end = mappedEnd(violation, map);
    const owned = {
      ...violation,
      lineNo: start.line,
      linePos: start.column,
      endLineNo: end?.line ?? null,
      endLinePos: end?.column ?? null,
      description: describedAt(violation, text, chunk),
      fixes: mappedFixes(violation.fixes, map),
    };
    // LT05 is about a line, and belongs to the chunk in which the line begins.
    return violation.code === 'LT05' ? aboutWholeLine(owned) : [owned];
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

/** A blank behind a terminator in the middle of a line looks like an indent where a chunk begins with it. */
function isAboutCut({ code }: EngineViolation, { line, column }: Position, chunk: Chunk): boolean {
  const atStart = line === chunk.line && column === chunk.column;
  return atStart && chunk.column > 1 && chunk.prefix === '' && (code === 'LT01' || code === 'LT02');
}

interface CutLine {
  readonly line: number;
  /** Code points, without the line's end and blanks before it. */
  readonly length: number;
}

/** The line that begins in the chunk and goes on in the next one, if there is one. */
function lineCutAtEnd(text: string, { start, end, line }: Chunk): CutLine | undefined {
  if (end === text.length || text[end - 1] === '\n') return undefined;
  const from = text.lastIndexOf('\n', end - 1) + 1;
  const to = text.indexOf('\n', end);
  const whole = text.slice(from, to < 0 ? undefined : to).trimEnd();
  return {
    line: line + text.slice(start, end).split('\n').length - 1,
    length: advance({ line: 1, column: 1 }, whole, 0, whole.length).column - 1,
  };
}

/** The length that the chunk saw is not the line's, and what it proposes mends no more than its part. */
function withWholeLine(violation: EngineViolation, { length }: CutLine): EngineViolation {
  return { ...violation, description: violation.description.replace(/\(\d+ >/, `(${length} >`), fixes: [] };
}

/** Some descriptions name places, in the lines of the chunk; they may lie anywhere in it. */
function describedAt({ code, description }: EngineViolation, text: string, chunk: Chunk): string {
  if (code === 'PRS' || code === 'LXR') return withParserPlaces(description, text, chunk);
  if (code !== 'AL08') return description;
  const shift = chunk.line - endOfPrefix(chunk).line;
  return description.replace(/ from line (\d+)\.$/, (_, line: string) => ` from line ${Number(line) + shift}.`);
}

function endOfPrefix({ prefix }: Chunk): Position {
  return advance({ line: 1, column: 1 }, prefix, 0, prefix.length);
}

function withParserPlaces(description: string, text: string, chunk: Chunk): string {
  const prefix = endOfPrefix(chunk);
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
