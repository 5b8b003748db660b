import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseResultFile } from '../../../core/src/result/resultFile.ts';

/** What the result files of a job tell of the engines' work. */
export interface EngineWork {
  readonly files: number;
  /** Milliseconds that the engines spent on analysis, all together. */
  readonly analysisMs: number;
  /** When a quarter of the files was analysed; milliseconds since the epoch. */
  readonly quarterAt: number;
}

/** @param share the folder of the namespace, with the results of one job */
export function readEngineWork(share: string): EngineWork {
  const names = readdirSync(join(share, 'results'), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => name.endsWith('.json'));
  return engineWorkOf(
    paths.map((path) => {
      const { analysis_metadata } = parseResultFile(readFileSync(join(share, 'results', path), 'utf8'));
      return { analysisMs: analysis_metadata.analysis_ms, analysedAt: Date.parse(analysis_metadata.analysis_time) };
    }),
  );
}

export function engineWorkOf(
  analyses: readonly { readonly analysisMs: number; readonly analysedAt: number }[],
): EngineWork {
  const times = analyses.map(({ analysedAt }) => analysedAt).sort((a, b) => a - b);
  return {
    files: analyses.length,
    analysisMs: analyses.reduce((sum, { analysisMs }) => sum + analysisMs, 0),
    quarterAt: times[Math.ceil(times.length / 4) - 1] ?? Number.NaN,
  };
}
