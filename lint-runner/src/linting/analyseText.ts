import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { ResultFile } from '@sqllint/core/result/resultFile';
import { type EngineOutcome, engineProfileOf } from '../engine/index.ts';
import type { RunContext } from '../runner/context.ts';

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
  readonly outcome: EngineOutcome;
}

/** Has a text analysed as a whole. */
export async function analyseText(
  { engines, job }: Pick<RunContext, 'engines' | 'job'>,
  { profile, text, fileName, signal }: TextToAnalyse,
): Promise<AnalysedText> {
  const timeoutMs = job.spec.fileTimeoutSeconds * 1000;
  const request = { profile: engineProfileOf(profile), text, fileName, timeoutMs };
  return { mode: 'whole', outcome: await engines.analyse(request, signal) };
}
