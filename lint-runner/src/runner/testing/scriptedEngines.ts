import type { AnalyseRequest, EngineOutcome } from '../../engine/index.ts';
import { engineVersion } from '../../engineVersion.ts';
import type { Engines } from '../context.ts';

export interface ScriptedEngines extends Engines {
  /** The texts that were given to an engine, in order. */
  readonly analysed: readonly string[];
  readonly started: boolean;
}

/** Engines without Python: each text is answered by the script, by default with one violation of LT01. */
export function scriptedEngines(
  script: (request: AnalyseRequest) => EngineOutcome | Promise<EngineOutcome> = () => oneViolation,
  options: { readonly size?: number; readonly version?: string } = {},
): ScriptedEngines {
  const analysed: string[] = [];
  const state = { started: false };
  return {
    size: options.size ?? 2,
    analysed,
    get started() {
      return state.started;
    },
    start() {
      state.started = true;
    },
    async analyse(request, signal) {
      state.started = true;
      signal?.throwIfAborted();
      analysed.push(request.text);
      return await Promise.race([script(request), rejectedBy(signal)]);
    },
    async engineVersion() {
      state.started = true;
      return options.version ?? engineVersion;
    },
  };
}

export const oneViolation = {
  ok: true,
  analysisMs: 1,
  violations: [
    {
      lineNo: 1,
      linePos: 7,
      endLineNo: 1,
      endLinePos: 9,
      code: 'LT01',
      rule: 'layout.spacing',
      description: 'Unnecessary whitespace.',
      fixable: true,
      warning: false,
      fixes: [{ type: 'delete', edit: '', lineNo: 1, linePos: 7, endLineNo: 1, endLinePos: 9 }],
    },
  ],
} as const satisfies EngineOutcome;

function rejectedBy(signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
