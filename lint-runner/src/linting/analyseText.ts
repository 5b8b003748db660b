import type { Severity } from '@sqllint/core/job/states';
import { severityOf } from '@sqllint/core/profile/severity';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { ResultFile } from '@sqllint/core/result/resultFile';
import { planChunks } from '../chunking/planChunks.ts';
import { encodedBytes } from '../engine/encodedBytes.ts';
import { engineProfileOf } from '../engine/index.ts';
import type { RunContext } from '../runner/context.ts';
import { analyseInParts } from './analyseInParts.ts';
import { FindingsCollector } from './findings.ts';
import type { TextOutcome } from './textOutcome.ts';

export interface TextToAnalyse {
  readonly profile: EffectiveProfile;
  /** With normalised line ends. */
  readonly text: string;
  readonly fileName: string;
  /** Gives the text up. */
  readonly signal: AbortSignal;
}

export interface AnalysedText {
  readonly mode: ResultFile['analysis_metadata']['mode'];
  readonly outcome: TextOutcome;
}

/**
 * Characters of a part: below the length up to which an engine gets the next text before it is done with the last, and
 * about where the time per character is least.
 */
const targetChars = 12 * 1024;

/**
 * Bytes of one request to an engine. A file is larger in a request than on the share when it has control characters, and
 * the runner holds it several times.
 */
const mostEncodedBytes = 48 * 1024 ** 2;

const tooLarge = {
  ok: false,
  errorCode: 'TOO_LARGE',
  message: `The file cannot be cut into statements, and takes more than ${mostEncodedBytes} bytes when control characters are escaped; remove them, or put a semicolon behind each statement.`,
} as const;

/** Has a text analysed: as a whole, or in parts when it is long and can be cut. */
export async function analyseText(
  { engines, job }: Pick<RunContext, 'engines' | 'job'>,
  { profile, text, fileName, signal }: TextToAnalyse,
): Promise<AnalysedText> {
  const timeoutMs = job.spec.fileTimeoutSeconds * 1000;
  const request = { profile: engineProfileOf(profile), text, fileName, timeoutMs };
  const findings = new FindingsCollector({ isUrgent: (code) => isUrgent(severityOf(code, profile.severities)) });
  if (Buffer.byteLength(text) > profile.limits.chunkAboveBytes) {
    const chunks = planChunks(text, profile.dialect, { targetChars });
    if (chunks.length > 1) {
      return { mode: 'chunked', outcome: await analyseInParts(engines, chunks, request, { signal, findings }) };
    }
  }
  if (encodedBytes(text) > mostEncodedBytes) return { mode: 'whole', outcome: tooLarge };
  const outcome = await engines.analyse(request, signal);
  if (!outcome.ok) return { mode: 'whole', outcome };
  findings.add(outcome.violations);
  return { mode: 'whole', outcome: { ok: true, findings, analysisMs: outcome.analysisMs } };
}

/** What a gate is most likely to reject for must not be lost among many others. */
function isUrgent(severity: Severity): boolean {
  return severity === 'Blocker' || severity === 'Critical';
}
