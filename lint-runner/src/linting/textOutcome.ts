import type { EngineErrorCode } from '../engine/index.ts';
import type { Findings } from './findings.ts';

/** How the analysis of one text ended. */
export type TextOutcome =
  | {
      readonly ok: true;
      readonly findings: Findings;
      /** Milliseconds that engines spent on the text. */
      readonly analysisMs: number;
    }
  | { readonly ok: false; readonly errorCode: EngineErrorCode | 'TOO_LARGE'; readonly message: string };
