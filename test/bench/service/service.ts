import type { CpuByPart } from './processCpu.ts';

/** A running installation that is measured. */
export interface MeasuredService {
  readonly url: string;
  /** Of every request, for instance a token. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds of CPU in a second that it uses without any work; more means that work is left. */
  readonly idleMsPerSecond: number;
  /** What its processes have used so far. */
  cpu(): Promise<CpuByPart>;
  end(): Promise<void>;
}
