import { ownedViolations } from '../chunking/ownedViolations.ts';
import type { Chunk } from '../chunking/planChunks.ts';
import { rulesBeyondChunk } from '../chunking/wholeFileRules.ts';
import type { AnalyseRequest, EngineOutcome } from '../engine/index.ts';
import type { Engines } from '../runner/context.ts';
import { FindingsCollector } from './findings.ts';
import type { TextOutcome } from './textOutcome.ts';

/** For each engine: one chunk analysed and one waiting behind it. */
const chunksPerEngine = 2;

const charsPerTimeout = 256 * 1024;

/** A chunk that an engine has, and what it was told that the chunks before it left in the rules' memory. */
interface Attempt {
  readonly memory: string;
  readonly outcome: Promise<EngineOutcome>;
}

/**
 * Has the chunks of a text analysed by all engines at once, and puts their findings together.
 *
 * Rules remember what they met before, so a chunk is an answer only if it began with what the chunk before it left. The
 * memory settles within the first chunks of most files: each chunk is begun with the newest memory that is known, and
 * analysed once more when that turns out to be another one.
 *
 * @param request what is the same for all chunks; `timeoutMs` holds for each of them
 * @param options.findings where the violations go
 * @returns the outcome for the whole text; the first chunk that cannot be analysed decides, and its message names lines.
 * A text may take the time of one chunk for each 256 Ki characters, which is several times what dumps take.
 * @throws the signal's reason when the text is given up
 */
export async function analyseInParts(
  engines: Pick<Engines, 'size' | 'analyse'>,
  chunks: readonly Chunk[],
  request: Omit<AnalyseRequest, 'part'>,
  {
    signal,
    findings = new FindingsCollector(),
  }: { readonly signal: AbortSignal; readonly findings?: FindingsCollector },
): Promise<TextOutcome> {
  // Chunks that are under way when another one fails are not wanted any more.
  const abandon = new AbortController();
  const either = AbortSignal.any([signal, abandon.signal]);
  try {
    return await inOrder(engines, chunks, request, { signal: either, findings });
  } finally {
    abandon.abort(new Error('another part of the file could not be analysed'));
  }
}

async function inOrder(
  engines: Pick<Engines, 'size' | 'analyse'>,
  chunks: readonly Chunk[],
  request: Omit<AnalyseRequest, 'part'>,
  { signal, findings }: { readonly signal: AbortSignal; readonly findings: FindingsCollector },
): Promise<TextOutcome> {
  const underWay: Attempt[] = [];
  const begin = (index: number, chunk: Chunk, memory: string): Attempt => {
    const part = { exclude: rulesBeyondChunk(index, chunks.length), memory };
    const text = chunk.prefix + request.text.slice(chunk.start, chunk.end) + chunk.suffix;
    const outcome = engines.analyse({ ...request, text, part }, signal);
    // Whoever waits for it hears of its end; nobody may.
    outcome.catch(() => undefined);
    return { memory, outcome };
  };
  const longestMs = (request.timeoutMs ?? Number.POSITIVE_INFINITY) * Math.ceil(request.text.length / charsPerTimeout);
  let memory = '';
  let analysisMs = 0;
  for (const [index, chunk] of chunks.entries()) {
    // The first chunk goes alone: it settles most of what rules remember.
    const ahead = index === 0 ? 1 : engines.size * chunksPerEngine;
    for (const next of chunks.slice(index + underWay.length, index + ahead)) {
      underWay.push(begin(index + underWay.length, next, memory));
    }
    const attempt = underWay.shift() ?? begin(index, chunk, memory);
    const valid = attempt.memory === memory ? attempt : begin(index, chunk, memory);
    const outcome = await valid.outcome;
    if (!outcome.ok) return { ...outcome, message: `Lines ${linesOf(request.text, chunk)}: ${outcome.message}` };
    findings.add(ownedViolations(request.text, chunk, outcome.violations));
    analysisMs += outcome.analysisMs;
    if (analysisMs > longestMs) return tookTooLong(chunk, longestMs);
    memory = outcome.memory ?? '';
  }
  return { ok: true, findings, analysisMs };
}

function tookTooLong({ line }: Chunk, longestMs: number): TextOutcome {
  const message = `The parts of the file took more than ${longestMs / 1000} s, up to line ${line}.`;
  return { ok: false, errorCode: 'TIMEOUT', message };
}

function linesOf(text: string, { start, end, line }: Chunk): string {
  const owned = text.slice(start, end).replace(/\n$/, '');
  return `${line} to ${line + owned.split('\n').length - 1}`;
}
